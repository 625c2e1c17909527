using Sandboxes.Testing;

namespace Sandboxes.EndToEnd;

/// <summary>Where the built program and the agent are, seen from the built tests.</summary>
internal static class Checkout
{
    private const string ProgramName = "sandboxes.dll";

    public static string Root => CheckoutFolder.Root;

    /// <summary>Of the configuration that these tests were built in.</summary>
    public static string Program => Existing(Path.Combine(Root, "src", "Silo", "bin", Configuration, "net10.0", ProgramName), "make build");

    /// <summary>From SANDBOX_AGENT, else where <c>make agent</c> puts it.</summary>
    public static string Agent => Existing(Environment.GetEnvironmentVariable("SANDBOX_AGENT") ?? Path.Combine(Root, "artifacts", "agent", "sandbox-agent"), "make agent");

    public static string HostilePrograms => Path.Combine(AppContext.BaseDirectory, "Hostile");

    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";

    private static string Existing(string path, string command) =>
        File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: run `{command}` first.");
}
