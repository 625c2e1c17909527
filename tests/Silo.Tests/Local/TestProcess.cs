using System.Diagnostics;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>This test program once more, as a process of its own.</summary>
internal static class TestProcess
{
    private const string Dotnet = "dotnet";

    private static string Assembly => typeof(TestProcess).Assembly.GetName().Name + ".dll";

    /// <param name="folder">Where the program's files are.</param>
    /// <param name="prefix">A program that runs it, with its arguments; none to run it directly.</param>
    /// <param name="arguments">Of the test platform.</param>
    public static ProcessStartInfo Start(string folder, string[] prefix, params string[] arguments)
    {
        string[] command = [.. prefix, .. Host(), Path.Combine(folder, Assembly), .. arguments];
        return new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder };
    }

    private static string[] Host()
    {
        var path = Environment.ProcessPath!;
        return [Path.GetFileName(path) == Dotnet ? path : Dotnet, "exec"];
    }
}
