using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Sandboxes.Silo.Runtimes.Local.Native;

/// <summary>The few calls of the C library that .NET does not have.</summary>
internal static partial class Libc
{
    public const int CloseOnExec = 0x80000;
    public const int Directory = 0x10000;
    private const int WriteOnly = 1;
    private const int ReadWrite = 2;
    private const int CreateMissing = 0x40;
    private const int Append = 0x400;
    private const int PrivateMode = 0x180;
    private const int MemoryCloseOnExec = 1;
    private const int LockExclusive = 2;
    private const int LockWithoutWaiting = 4;

    public static bool IsRoot => EffectiveUid() == 0;

    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint EffectiveUid();

    /// <summary>Opens a file or folder. An unusable handle where it cannot be; the error is in <see cref="Marshal.GetLastPInvokeError"/>.</summary>
    public static SafeFileHandle Open(string path, int flags) => new(open(path, flags | CloseOnExec, 0), ownsHandle: true);

    /// <summary>Opens a file of this user's for reading and writing. An unusable handle where it cannot be.</summary>
    public static SafeFileHandle OpenOrCreate(string path) => new(open(path, ReadWrite | CreateMissing | CloseOnExec, PrivateMode), ownsHandle: true);

    /// <summary>Opens a file of this user's so that whatever is written goes to its end, whoever else writes. An unusable handle where it cannot be.</summary>
    public static SafeFileHandle OpenToAppend(string path) => new(open(path, WriteOnly | Append | CreateMissing | CloseOnExec, PrivateMode), ownsHandle: true);

    /// <summary>A file without a name, in memory.</summary>
    public static SafeFileHandle MemoryFile(string name)
    {
        var handle = new SafeFileHandle(memfd_create(name, MemoryCloseOnExec), ownsHandle: true);
        return handle.IsInvalid ? throw new SandboxFault($"make a file in memory: {LastError()}") : handle;
    }

    /// <summary>Takes the lock of an open file. False: another process holds it.</summary>
    public static bool TryLock(SafeFileHandle file) => flock(file, LockExclusive | LockWithoutWaiting) == 0;

    /// <summary>Waits for the lock of an open file.</summary>
    public static bool Lock(SafeFileHandle file) => flock(file, LockExclusive) == 0;

    public static bool ChangeOwner(string path, int owner) => lchown(path, owner, owner) == 0;

    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, int mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, int owner, int group);
}
