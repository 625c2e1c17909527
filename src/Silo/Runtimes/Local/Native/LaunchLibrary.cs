using System.Runtime.InteropServices;

namespace Sandboxes.Silo.Runtimes.Local.Native;

/// <summary>What <c>launch.c</c> does, as it declares it. Errors are errno values.</summary>
internal static unsafe partial class LaunchLibrary
{
    /// <summary>The most descriptors that <c>sandbox_watch_wait</c> answers at once.</summary>
    public const int MostWatched = 32;

    private const string Library = "liblaunch";

    [StructLayout(LayoutKind.Sequential)]
    public struct Limit
    {
        public int Resource;
        public int Padding;
        public ulong Value;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Launch
    {
        public byte* Path;
        public byte** Arguments;
        public byte* Folder;
        public int* Descriptors;
        public int* CgroupTasks;
        public Limit* Limits;
        public int DescriptorCount;
        public int CgroupTaskCount;
        public int LimitCount;
        public int CgroupFolder;
        public int Owner;
        public int DiesWithParent;
        public int Pid;
        public int PidFd;
        public byte* FailedAt;
    }

    [LibraryImport(Library, EntryPoint = "sandbox_launch")]
    public static partial int Start(Launch* launch);

    [LibraryImport(Library, EntryPoint = "sandbox_listen", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Listen(string path, int backlog);

    [LibraryImport(Library, EntryPoint = "sandbox_watch_new")]
    public static partial int NewWatch();

    [LibraryImport(Library, EntryPoint = "sandbox_watch_add")]
    public static partial int AddToWatch(int watch, int descriptor, ulong key);

    [LibraryImport(Library, EntryPoint = "sandbox_watch_wait")]
    public static partial int Wait(int watch, ulong* keys);

    [LibraryImport(Library, EntryPoint = "sandbox_reap")]
    public static partial int Reap(int pidFd);

    [LibraryImport(Library, EntryPoint = "sandbox_has_ended")]
    public static partial int HasEnded(int pidFd);

    [LibraryImport(Library, EntryPoint = "sandbox_kill")]
    public static partial int Kill(int pidFd);

    [LibraryImport(Library, EntryPoint = "sandbox_open_process")]
    public static partial int OpenProcess(int pid);

    [LibraryImport(Library, EntryPoint = "sandbox_adopt_orphans")]
    public static partial int AdoptOrphans();
}
