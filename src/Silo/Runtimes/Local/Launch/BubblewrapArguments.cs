using System.Globalization;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Launch;

/// <summary>
/// How bubblewrap is called. It starts with an empty environment (its own --clearenv would leave the manager's in its first process) and
/// under the sandbox's uid (under the real root, --uid still maps to it).
/// </summary>
internal sealed class BubblewrapArguments(string root, IReadOnlyList<string> boundFolders, bool dieWithManager)
{
    /// <summary>Of /tmp and of /dev/shm, each. Their pages count as memory of the sandbox, as the workspace's do.</summary>
    private const long LargestTemporaryBytes = 64L << 20;

    private static readonly string[] Namespaces =
    [
        "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup",
        "--uid", "1000", "--gid", "1000", "--disable-userns", "--hostname", "sandbox",
        "--as-pid-1", "--new-session",
    ];

    public IReadOnlyList<string> For(SandboxLimits limits, int seccompDescriptor, IReadOnlyList<string> command) =>
    [
        "bwrap",
        .. Namespaces,
        .. dieWithManager ? ["--die-with-parent"] : Array.Empty<string>(),
        .. Root(),
        "--proc", "/proc",
        "--dev", "/dev",
        .. Temporary("/dev/shm", "1777", TemporaryBytes(limits)),
        "--remount-ro", "/dev",
        .. Temporary("/tmp", "1777", TemporaryBytes(limits)),
        .. Temporary(RootFolder.Workspace, "0755", limits.WorkspaceBytes),
        "--chdir", RootFolder.Workspace,
        "--seccomp", Text(seccompDescriptor),
        "--",
        .. command,
    ];

    private static long TemporaryBytes(SandboxLimits limits) => Math.Min(LargestTemporaryBytes, Math.Max(1 << 20, limits.MemoryBytes / 8));

    private IEnumerable<string> Root() =>
        ["--ro-bind", root, "/", "--ro-bind", "/usr", "/usr", .. boundFolders.SelectMany(folder => (string[])["--ro-bind", folder, folder])];

    private static string[] Temporary(string path, string mode, long bytes) => ["--perms", mode, "--size", Text(bytes), "--tmpfs", path];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
