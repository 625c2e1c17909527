namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>
/// The root that every sandbox sees, made once and bound read-only: mount points, a small /etc of our own, and the agent. Nothing of the machine's
/// /etc but the names of its programs.
/// </summary>
internal static class RootFolder
{
    public const string Workspace = "/workspace";
    public const string Agent = "/run/sandbox-agent";

    private const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private static readonly string[] MountPoints = ["usr", "proc", "dev", "tmp", "workspace", "etc", "run", "var", "opt"];
    private static readonly string[] SystemFolders = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

    /// <summary>Builds it. Answers the machine's folders that have to be bound into it besides /usr.</summary>
    public static IReadOnlyList<string> Build(string root, string agentPath)
    {
        foreach (var name in MountPoints)
        {
            CreateFolder(Path.Combine(root, name));
        }

        File.CreateSymbolicLink(Path.Combine(root, "var/tmp"), "/tmp");
        WriteEtc(Path.Combine(root, "etc"));
        CopyAgent(agentPath, root + Agent);
        return [.. SystemFolders.Where(name => IsBound(root, name)).Select(name => "/" + name)];
    }

    // Nobody may read it, its owner included: a program that cannot be read cannot be traced or dumped from its very start.
    private static void CopyAgent(string from, string to)
    {
        File.Copy(from, to);
        File.SetUnixFileMode(to, Execute);
    }

    private static bool IsBound(string root, string name)
    {
        var folder = new DirectoryInfo("/" + name);
        if (folder.LinkTarget is { } target)
        {
            File.CreateSymbolicLink(Path.Combine(root, name), target);
            return false;
        }

        if (folder.Exists)
        {
            CreateFolder(Path.Combine(root, name));
        }

        return folder.Exists;
    }

    private static void WriteEtc(string etc)
    {
        Write(etc, "passwd", "root:x:0:0:root:/root:/usr/sbin/nologin\nsandbox:x:1000:1000:sandbox:/workspace:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n");
        Write(etc, "group", "root:x:0:\nsandbox:x:1000:\nnogroup:x:65534:\n");
        Write(etc, "hosts", "127.0.0.1 localhost sandbox\n::1 localhost sandbox\n");
        Write(etc, "hostname", "sandbox\n");
        Write(etc, "nsswitch.conf", "passwd: files\ngroup: files\nhosts: files\n");
        CopyIfThere("/etc/ld.so.cache", Path.Combine(etc, "ld.so.cache"));
        CopyAlternatives(Path.Combine(etc, "alternatives"));
    }

    // Debian's names of programs that have several providers: links into /usr.
    private static void CopyAlternatives(string to)
    {
        CreateFolder(to);
        foreach (var link in new DirectoryInfo("/etc/alternatives") is { Exists: true } from ? from.GetFiles() : [])
        {
            if (link.LinkTarget is { } target && target.StartsWith("/usr/", StringComparison.Ordinal))
            {
                File.CreateSymbolicLink(Path.Combine(to, link.Name), target);
            }
        }
    }

    private static void CopyIfThere(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Copy(from, to);
            File.SetUnixFileMode(to, Read);
        }
    }

    private static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, Read);
    }

    private static void CreateFolder(string path)
    {
        Directory.CreateDirectory(path);
        File.SetUnixFileMode(path, Read | Execute | UnixFileMode.UserWrite);
    }
}
