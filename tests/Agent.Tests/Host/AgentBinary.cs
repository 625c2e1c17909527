[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

namespace Sandboxes.Agent.Tests;

/// <summary>Where the published agent is.</summary>
internal static class AgentBinary
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("SANDBOX_AGENT") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Sandbox.sln")))
            {
                return Existing(System.IO.Path.Combine(folder.FullName, "artifacts", "agent", "sandbox-agent"));
            }
        }

        throw new InvalidOperationException("These tests run beneath the repository, or with SANDBOX_AGENT naming the agent's binary.");
    }

    private static string Existing(string path) =>
        File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: run `make agent`, or set SANDBOX_AGENT.");
}
