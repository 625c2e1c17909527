namespace Sandboxes.Agent;

/// <summary>
/// Removes from the writable trees what was not there on the first day. Nothing else runs meanwhile. A folder that is removed gives its folders to the root of its tree, so that none is too deep to be reached.
/// </summary>
internal sealed unsafe class TreeCleaning(WritableTrees firstDay, Func<bool> isLate)
{
    private const int FolderFlags = Sys.ReadOnly | Sys.Directory | Sys.NoFollow | Sys.CloseOnExec;
    private const int NamesAtOnce = 1_024;
    private const int OwnerMode = 0x1C0;
    private readonly Queue<byte[]> _doomed = new();
    private readonly byte[] _prefix = [.. WrittenFile.TemporaryName(), (byte)'-'];
    private ulong _device;
    private int _root;
    private int _moved;

    /// <summary>What it does not reach, or has no time for, the proof finds.</summary>
    public void Clean()
    {
        foreach (var root in firstDay.Roots)
        {
            if (firstDay.Entries.TryGetValue(root, out var entry) && entry.Status.IsFolder && (_root = Open(Sys.CurrentDirectory, TreeEntry.Bytes(root))) >= 0)
            {
                _device = entry.Status.Device;
                CleanKept(_root, root);
                Sys.Close(_root);
            }
        }
    }

    /// <summary>A folder of the first day: its own entries stay.</summary>
    private void CleanKept(int folder, string path)
    {
        foreach (var name in FolderNames.Read(folder, int.MaxValue))
        {
            var child = (path == "/" ? "/" : path + "/") + System.Text.Encoding.Latin1.GetString(name);
            if (EntryStatus.Of(folder, name) is not { } status || status.Device != _device || isLate())
            {
                continue;
            }

            if (!firstDay.Entries.TryGetValue(child, out var known))
            {
                Doom(folder, name, status);
                RemoveDoomed();
            }
            else if (known.Status.IsFolder && status.IsFolder && Open(folder, name) is >= 0 and var inner)
            {
                CleanKept(inner, child);
                Sys.Close(inner);
            }
        }
    }

    private void Doom(int folder, byte[] name, EntryStatus status)
    {
        if (!status.IsFolder)
        {
            WrittenFile.Remove(folder, name, 0);
            return;
        }

        // To be moved it must be writable itself; rmdir then needs nothing more.
        ChangeMode(folder, name, OwnerMode);
        byte[] moved = [.. _prefix, .. System.Text.Encoding.ASCII.GetBytes((++_moved).ToString(provider: null))];
        using var from = new CString(name);
        using var to = new CString(moved);
        if (Sys.Call(264, folder, (nint)from.Pointer, _root, (nint)to.Pointer) == 0)
        {
            _doomed.Enqueue(moved);
        }
    }

    private void RemoveDoomed()
    {
        while (_doomed.TryDequeue(out var name) && !isLate())
        {
            if (Open(_root, name) is >= 0 and var folder)
            {
                Empty(folder);
                Sys.Close(folder);
            }

            WrittenFile.Remove(_root, name, Sys.RemoveDirectory);
        }
    }

    private void Empty(int folder)
    {
        int before;
        do
        {
            var names = FolderNames.Read(folder, NamesAtOnce);
            before = names.Count;
            foreach (var name in names)
            {
                if (EntryStatus.Of(folder, name) is { } status)
                {
                    Doom(folder, name, status);
                }
            }
        }
        while (before >= NamesAtOnce && !isLate());
    }

    private static int Open(int folder, byte[] name)
    {
        var opened = Sys.OpenAt(folder, name, FolderFlags);
        if (opened == Errno.AccessDenied)
        {
            ChangeMode(folder, name, OwnerMode);
            opened = Sys.OpenAt(folder, name, FolderFlags);
        }

        return opened;
    }

    private static void ChangeMode(int folder, byte[] name, int mode)
    {
        using var path = new CString(name);
        Sys.Call(268, folder, (nint)path.Pointer, mode);
    }
}
