namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>The folder of one manager's process.</summary>
internal sealed class InstanceFolder : IDisposable
{
    public const string LockName = "lock";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly LockFile _lock;

    private InstanceFolder(string path, LockFile held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    /// <summary>A name that no other manager of this machine has.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The root that every sandbox sees, read-only.</summary>
    public string Root => Inside("root");

    /// <summary>The folder that only the manager enters.</summary>
    public string Sockets => Inside("s");

    /// <summary>Workspaces of sandboxes without isolation.</summary>
    public string Workspaces => Inside("w");

    public string SeccompProgram => Inside("seccomp");

    public static InstanceFolder Create(string stateFolder)
    {
        var path = System.IO.Path.Combine(stateFolder, Guid.NewGuid().ToString("N")[..12]);
        Directory.CreateDirectory(path, Passable);
        var folder = new InstanceFolder(path, LockFile.Try(System.IO.Path.Combine(path, LockName))!);
        Directory.CreateDirectory(folder.Root, Passable | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Directory.CreateDirectory(folder.Sockets, Private);
        Directory.CreateDirectory(folder.Workspaces, Passable);
        return folder;
    }

    /// <summary>Remembers a cgroup that a later manager has to remove if this one cannot.</summary>
    public void Note(string cgroupFolder) => File.AppendAllText(Inside(Leftovers.CgroupList), cgroupFolder + "\n");

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        _lock.Dispose();
    }

    private string Inside(string name) => System.IO.Path.Combine(Path, name);
}
