using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>
/// The cold alternative: a bare bubblewrap with the namespaces and mounts of the Local runtime, but no cgroup, no filter of system
/// calls, no user of its own and no agent, all of which would make it slower still.
/// </summary>
internal static class Bubblewrap
{
    /// <summary>An interpreter as the kernel starts it, with the modules that the kernel imports.</summary>
    public static readonly string[] Python =
        ["/usr/bin/python3", "-I", "-u", "-c", "import _ast, _signal, builtins, gc, os, sys, binascii; print(6 * 7)"];

    public static readonly string[] True = ["/bin/true"];

    /// <summary>Python that stays until its input ends.</summary>
    public static readonly string[] WaitingPython =
        ["/usr/bin/python3", "-I", "-u", "-c", "import _ast, _signal, builtins, gc, os, sys, binascii; print(6 * 7); os.read(0, 1)"];

    private static readonly string[] Isolation =
    [
        "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--hostname", "sandbox",
        "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin",
        "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
        "--proc", "/proc", "--dev", "/dev",
        "--size", "67108864", "--tmpfs", "/tmp", "--size", "67108864", "--tmpfs", "/dev/shm", "--size", "268435456", "--tmpfs", "/workspace",
        "--chdir", "/workspace", "--cap-drop", "ALL",
    ];

    public static string[] CommandLine(string[] command) => ["bwrap", .. Isolation, "--", .. command];

    /// <summary>From before the start until the output has been read to its end.</summary>
    public static void Run(string[] command)
    {
        using var process = Start(command);
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new BenchException($"A bare bwrap ended with status {process.ExitCode}; is it allowed to make namespaces here?");
        }
    }

    public static Process Start(string[] command)
    {
        var start = new ProcessStartInfo("bwrap") { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var argument in CommandLine(command)[1..])
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
