namespace Sandboxes.Agent;

/// <summary>Gives the folders of the first day their modes, attributes and times back.</summary>
internal static unsafe class FolderRestoring
{
    public static void Restore(WritableTrees firstDay)
    {
        foreach (var entry in firstDay.Entries.Values)
        {
            if (entry is { Status.IsFolder: true, Attributes: { } attributes } && WritableTrees.OpenFolder(entry.Path) is >= 0 and var folder)
            {
                Restore(folder, entry.Status, attributes);
                Sys.Close(folder);
            }
        }
    }

    private static void Restore(int folder, EntryStatus was, FolderAttributes attributes)
    {
        if (EntryStatus.Of(folder) is not { } status || status.Inode != was.Inode || status.Owner != Sys.UserId())
        {
            return;
        }

        // Before the mode: an access list that is taken away changes it.
        attributes.Restore(folder);
        Sys.Call(91, folder, (nint)(was.Mode & 0xFFF));
        var times = stackalloc long[] { was.AccessedSeconds, was.AccessedNanoseconds, was.ModifiedSeconds, was.ModifiedNanoseconds };
        Sys.Call(280, folder, 0, (nint)times, 0);
    }
}
