using System.Globalization;
using System.Runtime.InteropServices;

namespace Sandboxes.Silo.Hosting;

/// <summary>
/// A lease wakes a dozen threads one after another. On a busy processor each would wait until whoever runs, mostly a sandbox that is being
/// warmed, has used up its slice of about 3 ms. Linux 6.12 and later lets a thread in at once that asks for a shorter slice; its
/// share of the processor stays what it was (sched_setattr(2), sched_runtime of an ordinary policy). Older kernels ignore it.
/// </summary>
internal static partial class ShortSlices
{
    private const ulong Nanoseconds = 100_000;
    private const nint SetAttributes = 314;

    /// <summary>Threads that are made later inherit it from those of now.</summary>
    public static void AskForAll()
    {
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            var id = int.Parse(Path.GetFileName(thread), CultureInfo.InvariantCulture);
            var attributes = new Attributes { Size = (uint)Marshal.SizeOf<Attributes>(), Nice = getpriority(0, id), Runtime = Nanoseconds };
            _ = syscall(SetAttributes, id, ref attributes, 0);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Attributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }

    [LibraryImport("libc")]
    private static partial int getpriority(int which, int who);

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, int thread, ref Attributes attributes, uint flags);
}
