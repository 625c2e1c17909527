using System.Runtime.InteropServices;
using System.Text;

namespace Sandboxes.Agent;

/// <summary>struct stat of x86-64, all that tells whether a file is still the same one.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct EntryStatus
{
    public ulong Device;
    public ulong Inode;
    public ulong Links;
    public uint Mode;
    public uint Owner;
    public uint Group;
    public uint Unused;
    public ulong NodeDevice;
    public long Size;
    private fixed long _blocks[2];
    public long AccessedSeconds;
    public long AccessedNanoseconds;
    public long ModifiedSeconds;
    public long ModifiedNanoseconds;
    public long ChangedSeconds;
    public long ChangedNanoseconds;
    private fixed long _rest[3];

    public readonly bool IsFolder => (Mode & 0xF000) == 0x4000;

    public readonly bool IsFile => (Mode & 0xF000) == 0x8000;

    public readonly string Kind => (Mode & 0xF000) switch
    {
        0x4000 => "folder",
        0x8000 => "file",
        0xA000 => "link",
        0x1000 => "fifo",
        0xC000 => "socket",
        0x2000 or 0x6000 => "device",
        _ => "unknown",
    };

    public static EntryStatus? Of(int folder, ReadOnlySpan<byte> name)
    {
        using var path = new CString(name);
        EntryStatus status = default;
        return Sys.Call(262, folder, (nint)path.Pointer, (nint)(&status), Sys.SymlinkNoFollow) == 0 ? status : null;
    }

    public static EntryStatus? Of(int descriptor)
    {
        EntryStatus status = default;
        return Sys.Call(5, descriptor, (nint)(&status)) == 0 ? status : null;
    }
}

/// <summary>Something in a writable tree. Paths hold each byte of a name as one character.</summary>
internal sealed record TreeEntry(string Path, EntryStatus Status, FolderAttributes? Attributes)
{
    /// <summary>
    /// What is compared. Of a folder all but its size, which does not shrink everywhere, and the time of its change, which cannot be set; of anything else that time too, which tells of every other change.
    /// </summary>
    public string Describe()
    {
        var mode = Convert.ToString(Status.Mode & 0xFFF, 8);
        var common = $"{Status.Kind} {mode} of {Status.Owner}:{Status.Group} inode {Status.Inode} modified {Status.ModifiedSeconds}.{Status.ModifiedNanoseconds:D9}";
        return Status.IsFolder
            ? $"{common} {Attributes?.Describe() ?? "closed"}"
            : $"{common} changed {Status.ChangedSeconds}.{Status.ChangedNanoseconds:D9} size {Status.Size} links {Status.Links} device {Status.NodeDevice}";
    }

    public static byte[] Bytes(string path) => Encoding.Latin1.GetBytes(path);
}
