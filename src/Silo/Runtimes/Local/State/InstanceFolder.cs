using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>The folder of one manager's process; where sandboxes outlive it, of all the processes that take its place one after the other.</summary>
internal sealed class InstanceFolder : IDisposable
{
    public const string LockName = "lock";

    /// <summary>Before the node's name, in the name of a folder that is kept.</summary>
    public const string KeptPrefix = "node-";

    private const string RootPrefix = "root";
    private const int ChanceLetters = 12;
    private const int NameBytes = 4;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly LockFile _lock;

    private InstanceFolder(string path, LockFile held, string? keptNode)
    {
        (Path, _lock, KeptNode) = (path, held, keptNode);
        RootName = IsKept ? NextRoot() : RootPrefix;
        Directory.CreateDirectory(Root, Passable | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Directory.CreateDirectory(Sockets, Private);
        Directory.CreateDirectory(Workspaces, Passable);
    }

    public string Path { get; }

    /// <summary>The node whose sandboxes outlive their manager; null where they end with it.</summary>
    public string? KeptNode { get; }

    public bool IsKept => KeptNode is not null;

    /// <summary>A name that no other manager of this machine has, whatever state folder it uses.</summary>
    public string Name => NameOf(Path);

    /// <summary>The root that every sandbox sees, read-only. One that sandboxes of an earlier process see is never changed: a folder of its own for each process.</summary>
    public string Root => Inside(RootName);

    public string RootName { get; }

    /// <summary>The folder that only the manager enters.</summary>
    public string Sockets => Inside("s");

    /// <summary>Workspaces of sandboxes without isolation.</summary>
    public string Workspaces => Inside("w");

    public string SeccompProgram => Inside("seccomp");

    public string Records => Inside("records");

    public string Ends => Inside("ends");

    public string Keys => Inside("keys");

    public string Journals => System.IO.Path.Combine(StateFolder, State.StateFolder.Journals, KeptNode!);

    public string StateFolder => System.IO.Path.GetDirectoryName(Path)!;

    public static string PathFor(string stateFolder, string node) => System.IO.Path.Combine(stateFolder, KeptPrefix + node);

    /// <summary>A name of chance needs nothing more; that of a node is also used by others, over other state folders.</summary>
    public static string NameOf(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return name.StartsWith(KeptPrefix, StringComparison.Ordinal)
            ? $"{name[KeptPrefix.Length..]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path))[..NameBytes])}"
            : name;
    }

    public static InstanceFolder Create(string stateFolder)
    {
        var path = System.IO.Path.Combine(stateFolder, Guid.NewGuid().ToString("N")[..ChanceLetters]);
        Directory.CreateDirectory(path, Passable);
        return new(path, LockFile.Try(System.IO.Path.Combine(path, LockName))!, keptNode: null);
    }

    /// <summary>The folder of a node, made where it is missing, as the last process of that name left it.</summary>
    /// <exception cref="SandboxFault">Another process holds it.</exception>
    public static InstanceFolder Take(string stateFolder, string node)
    {
        var path = PathFor(stateFolder, node);
        Directory.CreateDirectory(path, Passable);
        var held = LockFile.TryFor(System.IO.Path.Combine(path, LockName))
            ?? throw new SandboxFault($"Another process runs the node {node} over the state folder {stateFolder}. Stop it, or give this one another name (Silo:Name) or another folder (Local:StateFolder).");
        return new(path, held, node);
    }

    /// <summary>Remembers a cgroup that a later manager has to look into.</summary>
    public void Note(string cgroupFolder)
    {
        if (!Leftovers.NotedCgroups(Path).Contains(cgroupFolder))
        {
            File.AppendAllText(Inside(Leftovers.CgroupList), cgroupFolder + "\n");
        }
    }

    /// <summary>Removes roots that no sandbox sees any more.</summary>
    public void RemoveRootsBut(IReadOnlySet<string> used)
    {
        foreach (var root in Roots().Where(root => root != RootName && !used.Contains(root)))
        {
            Folders.Remove(Inside(root));
        }
    }

    public void Dispose()
    {
        if (!IsKept)
        {
            Directory.Delete(Path, recursive: true);
        }

        _lock.Dispose();
    }

    private IEnumerable<string> Roots() => Directory.GetDirectories(Path, RootPrefix + "-*").Select(root => System.IO.Path.GetFileName(root));

    private string NextRoot()
    {
        var last = Roots().Select(root => int.TryParse(root.AsSpan(RootPrefix.Length + 1), CultureInfo.InvariantCulture, out var number) ? number : 0).DefaultIfEmpty().Max();
        return string.Create(CultureInfo.InvariantCulture, $"{RootPrefix}-{last + 1}");
    }

    private string Inside(string name) => System.IO.Path.Combine(Path, name);
}
