namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>Where the agent's binary is.</summary>
internal static class AgentBinary
{
    private const string Name = "sandbox-agent";
    private const string Built = "artifacts/agent/" + Name;

    /// <summary>
    /// SANDBOX_AGENT, else beside the program, else the build's output in the content root or a folder above it: the program runs from its
    /// own output folder within the checkout. Where there is none: the place that it would be built to.
    /// </summary>
    public static string Find(string contentRoot)
    {
        var places = FromHereUp(contentRoot).Select(folder => Path.Combine(folder, Built)).Prepend(Path.Combine(AppContext.BaseDirectory, Name));
        return Environment.GetEnvironmentVariable("SANDBOX_AGENT") ?? places.FirstOrDefault(File.Exists) ?? Path.GetFullPath(Built);
    }

    private static IEnumerable<string> FromHereUp(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }
}
