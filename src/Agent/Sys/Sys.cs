using System.Runtime.InteropServices;
using System.Text;

namespace Sandboxes.Agent;

/// <summary>System calls of x86-64 Linux. Results are the kernel's: negative ones are errors (<see cref="Errno"/>).</summary>
internal static unsafe class Sys
{
    public const int CloseOnExec = 0x80000;
    public const int NonBlocking = 0x800;
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Directory = 0x10000;
    public const int NoFollow = 0x20000;
    public const int PathOnly = 0x200000;
    public const int CurrentDirectory = -100;
    public const int SymlinkNoFollow = 0x100;
    public const int RemoveDirectory = 0x200;

    public static int Read(int fd, Span<byte> into)
    {
        fixed (byte* p = into)
        {
            return (int)Call(0, fd, (nint)p, into.Length);
        }
    }

    public static int Write(int fd, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* p = bytes)
        {
            return (int)Call(1, fd, (nint)p, bytes.Length);
        }
    }

    public static int Close(int fd) => (int)Call(3, fd);

    public static int ReadAt(int fd, Span<byte> into, long offset)
    {
        fixed (byte* p = into)
        {
            return (int)Call(17, fd, (nint)p, into.Length, (nint)offset);
        }
    }

    /// <summary>Sleeps; less than a second.</summary>
    public static unsafe void Pause(int nanoseconds)
    {
        var time = stackalloc nint[] { 0, nanoseconds };
        Call(35, (nint)time);
    }

    /// <summary>Takes a blocked signal that is sent within the time, if one is.</summary>
    public static unsafe void AwaitSignal(int signal, int nanoseconds)
    {
        var mask = 1UL << (signal - 1);
        var time = stackalloc nint[] { 0, nanoseconds };
        Call(128, (nint)(&mask), 0, (nint)time, 8);
    }

    public static int ProcessId() => (int)Call(39);

    public static uint UserId() => (uint)Call(107);

    public static int Exit(int code) => (int)Call(231, code);

    public static int Kill(int pid, int signal) => (int)Call(62, pid, signal);

    public static int Wait(ref int status, ref ResourceUsage usage)
    {
        const int NoHang = 1;
        const int AllChildren = 0x40000000;
        fixed (int* s = &status)
        fixed (ResourceUsage* u = &usage)
        {
            return (int)Call(61, -1, (nint)s, NoHang | AllChildren, (nint)u);
        }
    }

    public static int Control(int operation, nint a = 0) => (int)Call(157, operation, a);

    public static int OpenAt(int folder, ReadOnlySpan<byte> path, int flags, int mode = 0)
    {
        using var name = new CString(path);
        return (int)Call(257, folder, (nint)name.Pointer, flags, mode);
    }

    /// <summary>As mkdirat: also an error where it is there already.</summary>
    public static int MakeFolder(string path, int mode)
    {
        using var name = new CString(Encoding.UTF8.GetBytes(path));
        return (int)Call(258, CurrentDirectory, (nint)name.Pointer, mode);
    }

    public static int Unlink(string path)
    {
        using var name = new CString(Encoding.UTF8.GetBytes(path));
        return (int)Call(263, CurrentDirectory, (nint)name.Pointer, 0);
    }

    public static int SetNonBlocking(int fd) => (int)Call(72, fd, 4, NonBlocking);

    public static int SetCloseOnExec(int fd) => (int)Call(72, fd, 2, 1);

    public static int Pipe(out int readEnd, out int writeEnd)
    {
        var ends = stackalloc int[2];
        var result = (int)Call(293, (nint)ends, CloseOnExec);
        (readEnd, writeEnd) = (ends[0], ends[1]);
        return result;
    }

    public static int SocketPair(out int ours, out int theirs)
    {
        const int Unix = 1;
        const int Stream = 1;
        var ends = stackalloc int[2];
        var result = (int)Call(53, Unix, Stream | CloseOnExec, 0, (nint)ends);
        (ours, theirs) = (ends[0], ends[1]);
        return result;
    }

    public static int Accept(int listener) => (int)Call(288, listener, 0, 0, CloseOnExec | NonBlocking);

    public static int CreateEpoll() => (int)Call(291, CloseOnExec);

    public static int ControlEpoll(int epoll, int operation, int fd, uint events)
    {
        var entry = new EpollEvent { Events = events, Descriptor = fd };
        return (int)Call(233, epoll, operation, fd, (nint)(&entry));
    }

    public static int WaitEpoll(int epoll, Span<EpollEvent> events, int timeoutMs)
    {
        fixed (EpollEvent* p = events)
        {
            return (int)Call(232, epoll, (nint)p, events.Length, timeoutMs);
        }
    }

    public static int SignalDescriptor(int signal)
    {
        var mask = 1UL << (signal - 1);
        return (int)Call(289, -1, (nint)(&mask), 8, CloseOnExec | NonBlocking);
    }

    public static int BootTimer()
    {
        const int BootTime = 7;
        return (int)Call(283, BootTime, CloseOnExec | NonBlocking);
    }

    public static int SetTimer(int timer, TimeSpan at)
    {
        const int Absolute = 1;
        var ticks = Math.Max(at.Ticks, 1);
        var value = stackalloc long[4] { 0, 0, ticks / TimeSpan.TicksPerSecond, ticks % TimeSpan.TicksPerSecond * 100 };
        return (int)Call(286, timer, Absolute, (nint)value, 0);
    }

    public static void Random(Span<byte> into)
    {
        fixed (byte* p = into)
        {
            if (Call(318, (nint)p, into.Length, 0) != into.Length)
            {
                throw new InvalidOperationException("getrandom");
            }
        }
    }

    public static byte[] Random(int count)
    {
        var bytes = new byte[count];
        Random(bytes);
        return bytes;
    }

    /// <summary>Processor time that a process used, all its threads together; zero when it is gone.</summary>
    public static TimeSpan ProcessorTime(int pid)
    {
        var time = stackalloc long[2];
        return Call(228, (~pid << 3) | 2, (nint)time) == 0 ? new TimeSpan((time[0] * TimeSpan.TicksPerSecond) + (time[1] / 100)) : TimeSpan.Zero;
    }

    /// <summary>The machine's clock, for people and for comparing with other machines' journals; deadlines are never on it.</summary>
    public static long UnixMilliseconds()
    {
        const int RealTime = 0;
        var time = stackalloc long[2];
        Call(228, RealTime, (nint)time);
        return (time[0] * 1_000) + (time[1] / 1_000_000);
    }

    public static nint Call(nint number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0, nint f = 0) =>
        Native.Sys(number, a, b, c, d, e, f);
}

[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct EpollEvent
{
    public const uint In = 1;
    public const uint Out = 4;
    public const uint Error = 8;
    public const uint HangUp = 16;

    public uint Events;
    public int Descriptor;
    public int Unused;
}

[StructLayout(LayoutKind.Sequential)]
internal struct ResourceUsage
{
    public long UserSeconds;
    public long UserMicroseconds;
    public long SystemSeconds;
    public long SystemMicroseconds;
    public long PeakKilobytes;
    private unsafe fixed long _unused[13];

    public readonly TimeSpan Processor =>
        TimeSpan.FromSeconds(UserSeconds + SystemSeconds) + TimeSpan.FromMicroseconds(UserMicroseconds + SystemMicroseconds);
}
