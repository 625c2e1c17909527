using System.Diagnostics;

namespace Sandboxes.Testing.Postgres;

/// <summary>The programs of the newest PostgreSQL that is installed, run as the user that they insist on: not as root.</summary>
internal static class PostgresPrograms
{
    private const string Debian = "/usr/lib/postgresql";
    private const string User = "postgres";

    public static bool IsRoot => Environment.IsPrivilegedProcess;

    public static string Path(string program) => System.IO.Path.Combine(Bin(), program);

    /// <summary>Runs a program to its end; what it said is in the exception when it fails.</summary>
    public static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{program} did not start.");
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {string.Concat(said)}");
        }
    }

    /// <summary>The command itself, or with the words before it that make it run as the unprivileged user, in the same process.</summary>
    public static string[] Unprivileged(params string[] command) =>
        IsRoot ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups", "--", .. command] : command;

    /// <summary>A folder that the unprivileged user owns.</summary>
    public static Task MakeFolder(string folder) =>
        IsRoot ? Run("install", "-d", "-m", "700", "-o", User, "-g", User, folder) : Run("install", "-d", "-m", "700", folder);

    private static string Bin() => Directory.Exists(Debian)
        ? System.IO.Path.Combine(Directory.GetDirectories(Debian).OrderBy(Version).Last(), "bin")
        : throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql.");

    private static double Version(string folder) =>
        double.TryParse(System.IO.Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture, out var version) ? version : 0;
}
