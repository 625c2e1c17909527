using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Sandboxes.Bench;

/// <summary>Where, on what and beside what else the figures were measured.</summary>
internal static class MachineFacts
{
    public static string Describe(string loadBefore) => $"""
        Machine   {Processor()}, {Environment.ProcessorCount} processors, {MemoryGb():0} GB, {RuntimeInformation.OSDescription}
        Load      {loadBefore} before, {Load()} after (1, 5 and 15 minutes)
        Commit    {Commit()}
        Client    a process of its own on the same machine; raw sockets, keep-alive, no pipelining, one thread a connection
        Docker    {(File.Exists("/var/run/docker.sock") ? "there, not used" : "none on this machine, so bubblewrap is the cold alternative")}

        """;

    public static string Load() => string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]);

    private static string Processor() => Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static double MemoryGb() =>
        double.Parse(Field("/proc/meminfo", "MemTotal")!.Split(' ')[0], CultureInfo.InvariantCulture) / (1 << 20);

    private static string? Field(string path, string name) => File.ReadLines(path)
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
        .FirstOrDefault();

    private static string Commit()
    {
        var (head, changes) = (Git("rev-parse", "--short=12", "HEAD"), Git("status", "--porcelain"));
        return head.Length == 0 ? "unknown (no git here)" : head + (changes.Length == 0 ? "" : ", with uncommitted changes");
    }

    private static string Git(params string[] arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            return git.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}
