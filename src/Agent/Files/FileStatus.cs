using System.Runtime.InteropServices;
using System.Text;

namespace Sandboxes.Agent;

/// <summary>struct stat of x86-64, as far as it is needed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FileStatus
{
    private const uint KindMask = 0xF000;
    private fixed ulong _beforeMode[3];
    private uint _mode;
    private uint _owner;
    private fixed uint _groupAndNothing[2];
    private ulong _device;
    private long _size;
    private fixed long _blocks[2];
    private fixed long _accessed[2];
    private long _modifiedSeconds;
    private long _modifiedNanoseconds;
    private fixed long _rest[5];

    public readonly bool IsFile => (_mode & KindMask) == 0x8000;

    public readonly bool IsFolder => (_mode & KindMask) == 0x4000;

    public readonly bool IsLink => (_mode & KindMask) == 0xA000;

    public readonly uint Owner => _owner;

    public readonly int Permissions => (int)(_mode & 0xFFF);

    public readonly long Size => _size;

    public readonly long ModifiedUnixMs => (_modifiedSeconds * 1000) + (_modifiedNanoseconds / 1_000_000);

    public static FileStatus? Of(int folder, string path, bool follow) => Of(folder, Encoding.UTF8.GetBytes(path), follow, out _);

    public static FileStatus? Of(int folder, ReadOnlySpan<byte> path, bool follow, out int failure)
    {
        using var name = new CString(path);
        FileStatus status = default;
        failure = (int)Sys.Call(262, folder, (nint)name.Pointer, (nint)(&status), follow ? 0 : Sys.SymlinkNoFollow);
        return failure == 0 ? status : null;
    }

    public static FileStatus? Of(int descriptor)
    {
        FileStatus status = default;
        return Sys.Call(5, descriptor, (nint)(&status)) == 0 ? status : null;
    }
}
