namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>Where the agent's binary is.</summary>
internal static class AgentBinary
{
    private const string Name = "sandbox-agent";
    private const string Built = "artifacts/agent/" + Name;

    /// <summary>SANDBOX_AGENT, else the build's output beneath the content root, else beside the program. The first that is there; else where it would be built.</summary>
    public static string Find(string contentRoot)
    {
        string[] places = [Path.Combine(contentRoot, Built), Path.Combine(AppContext.BaseDirectory, Name)];
        return Environment.GetEnvironmentVariable("SANDBOX_AGENT") ?? places.FirstOrDefault(File.Exists) ?? places[0];
    }
}
