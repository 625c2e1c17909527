namespace Sandboxes.Agent;

/// <summary>
/// The folder that file verbs reach, and nothing outside of it: every folder on the way is opened beneath the one before, and no symbolic
/// link is followed.
/// </summary>
internal sealed class Workspace
{
    private const int OpenBeneath = 437;
    private const ulong BeneathNoLinks = 0x08 | 0x04 | 0x02;
    private const int FolderFlags = Sys.PathOnly | Sys.Directory | Sys.NoFollow | Sys.CloseOnExec;
    private bool _walks;

    public Workspace(string path) =>
        Root = Sys.OpenAt(Sys.CurrentDirectory, System.Text.Encoding.UTF8.GetBytes(path), Sys.ReadOnly | Sys.Directory | Sys.CloseOnExec);

    /// <summary>Its descriptor; negative: it is not there.</summary>
    public int Root { get; }

    /// <summary>A folder to work in. Negative: why not.</summary>
    public int OpenFolder(string path) => WorkspacePath.Parse(path) is { } parsed ? OpenFolder(parsed.Names) : Errno.Invalid;

    /// <summary>A folder by its names; to be closed by the caller. Negative: why not.</summary>
    public int OpenFolder(ReadOnlySpan<byte[]> names)
    {
        if (_walks || names.IsEmpty)
        {
            return Walk(names, make: false);
        }

        var folder = OpenBeneathRoot(names);
        _walks = folder == Errno.NotImplemented;
        return _walks ? Walk(names, make: false) : folder;
    }

    /// <summary>The same, and what is missing is made.</summary>
    public int MakeFolder(ReadOnlySpan<byte[]> names)
    {
        var folder = OpenFolder(names);
        return folder == Errno.NotFound ? Walk(names, make: true) : folder;
    }

    private unsafe int OpenBeneathRoot(ReadOnlySpan<byte[]> names)
    {
        using var path = new CString(Join(names));
        var how = stackalloc ulong[3] { FolderFlags, 0, BeneathNoLinks };
        return (int)Sys.Call(OpenBeneath, Root, (nint)path.Pointer, (nint)how, 24);
    }

    private static byte[] Join(ReadOnlySpan<byte[]> names)
    {
        var path = new List<byte>();
        foreach (var name in names)
        {
            path.AddRange(name);
            path.Add((byte)'/');
        }

        return [.. path];
    }

    private int Walk(ReadOnlySpan<byte[]> names, bool make)
    {
        var folder = Sys.OpenAt(Root, "."u8, FolderFlags);
        foreach (var name in names)
        {
            var next = Step(folder, name, make);
            Sys.Close(folder);
            folder = next;
            if (folder < 0)
            {
                break;
            }
        }

        return folder;
    }

    private static unsafe int Step(int folder, byte[] name, bool make)
    {
        using var path = new CString(name);
        if (make)
        {
            const int Mode = 0x1ED;
            var made = (int)Sys.Call(258, folder, (nint)path.Pointer, Mode);
            if (made < 0 && made != Errno.Exists)
            {
                return made;
            }
        }

        var next = Sys.OpenAt(folder, name, FolderFlags);

        // O_DIRECTORY with O_NOFOLLOW says of a link that it is no folder.
        return next == Errno.NotADirectory && FileStatus.Of(folder, name, follow: false, out _) is { IsLink: true } ? Errno.TooManyLinks : next;
    }
}
