using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Looks at everything that stands where files may be written; which places those are the table of mounts says.</summary>
internal sealed unsafe class WritableTrees
{
    /// <summary>Entries that are looked at in all trees together. A sandbox that begins with more, or is left with more, is never proved.</summary>
    public const int MostEntries = 4_096;

    private const int FolderFlags = Sys.ReadOnly | Sys.Directory | Sys.NoFollow | Sys.CloseOnExec;
    private const long InMemory = 0x01021994;
    private const int MayWrite = 2;
    private readonly Dictionary<string, TreeEntry> _entries = [];
    private readonly List<Fact> _facts = [];

    private WritableTrees(IReadOnlyList<string> roots) => Roots = roots;

    public IReadOnlyList<string> Roots { get; }

    public IReadOnlyDictionary<string, TreeEntry> Entries => _entries;

    /// <summary>Every entry, and the room that is taken in trees in memory.</summary>
    public IEnumerable<Fact> Facts => _entries.Values.Select(entry => new Fact(TraceKind.File, entry.Path, entry.Describe())).Concat(_facts);

    public static WritableTrees Look(IEnumerable<Mount> mounts)
    {
        var trees = new WritableTrees(MountTable.Writable(mounts));
        foreach (var root in trees.Roots)
        {
            trees.LookAt(root);
        }

        return trees;
    }

    public static int OpenFolder(string path) => Sys.OpenAt(Sys.CurrentDirectory, TreeEntry.Bytes(path), FolderFlags);

    private void LookAt(string root)
    {
        if (EntryStatus.Of(Sys.CurrentDirectory, TreeEntry.Bytes(root)) is not { } status)
        {
            OutOfReach(root);
        }
        else if (status.IsFolder)
        {
            Walk(root, status);
        }
        else if (status.IsFile && IsWritable(root))
        {
            _entries[root] = new(root, status, null);
        }
    }

    /// <summary>What lies in a closed folder of another user the sandbox's code, which is our user's, does not reach either (a pod's file for a last message). It has to be so on both days.</summary>
    private void OutOfReach(string root)
    {
        var folder = root[..Math.Max(1, root.LastIndexOf('/'))];
        if (EntryStatus.Of(Sys.CurrentDirectory, TreeEntry.Bytes(folder)) is { IsFolder: true } status && status.Owner != Sys.UserId())
        {
            _facts.Add(new(TraceKind.Mount, root, $"out of reach in {new TreeEntry(folder, status, null).Describe()}"));
        }
        else
        {
            Unseen(root, "it cannot be looked at");
        }
    }

    private void Walk(string root, EntryStatus status)
    {
        var folders = new Stack<(string Path, EntryStatus Status)>([(root, status)]);
        while (folders.TryPop(out var next))
        {
            var folder = OpenFolder(next.Path);
            if (folder < 0)
            {
                Closed(next.Path, next.Status, folder);
                continue;
            }

            _entries[next.Path] = new(next.Path, next.Status, FolderAttributes.Of(folder));
            if (next.Path == root)
            {
                AddRoom(root, folder);
            }

            Enter(folder, next.Path, status.Device, folders);
            Sys.Close(folder);
        }
    }

    private void Enter(int folder, string path, ulong device, Stack<(string Path, EntryStatus Status)> folders)
    {
        foreach (var name in FolderNames.Read(folder, MostEntries))
        {
            var entry = (path == "/" ? "/" : path + "/") + System.Text.Encoding.Latin1.GetString(name);
            if (_entries.Count + folders.Count >= MostEntries)
            {
                Unseen(path, $"there is more than {MostEntries} entries");
                return;
            }

            if (EntryStatus.Of(folder, name) is not { } status || status.Device != device)
            {
                continue; // another mount's, or a mount point of one
            }

            if (status.IsFolder)
            {
                folders.Push((entry, status));
            }
            else
            {
                _entries[entry] = new(entry, status, null);
            }
        }
    }

    /// <summary>A folder that we may not enter the sandbox's code may not either, unless it is ours.</summary>
    private void Closed(string path, EntryStatus status, int failure)
    {
        _entries[path] = new(path, status, null);
        if (failure != Errno.AccessDenied || status.Owner == Sys.UserId())
        {
            Unseen(path, $"it cannot be entered (errno {-failure})");
        }
    }

    private void AddRoom(string root, int folder)
    {
        var status = stackalloc long[15];
        if (Sys.Call(138, folder, (nint)status) == 0 && status[0] == InMemory)
        {
            _facts.Add(new(TraceKind.Room, root, $"{status[2] - status[3]} blocks and {status[5] - status[6]} files"));
        }
    }

    private void Unseen(string path, string why) => _facts.Add(new(TraceKind.Unseen, path, why));

    private static bool IsWritable(string path)
    {
        using var name = new CString(TreeEntry.Bytes(path));
        return Sys.Call(269, Sys.CurrentDirectory, (nint)name.Pointer, MayWrite) == 0;
    }
}
