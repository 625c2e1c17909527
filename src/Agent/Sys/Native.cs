using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]

namespace Sandboxes.Agent;

/// <summary>The C file that is linked in.</summary>
internal static unsafe partial class Native
{
    [LibraryImport("agent", EntryPoint = "agent_sys")]
    public static partial nint Sys(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [LibraryImport("agent", EntryPoint = "agent_boottime_ns"), SuppressGCTransition]
    public static partial long BootTimeNanoseconds();

    [LibraryImport("agent", EntryPoint = "agent_spawn")]
    public static partial int Spawn(SpawnArguments* arguments);

    [LibraryImport("agent", EntryPoint = "agent_filter_signals")]
    public static partial void FilterSignals();

    [LibraryImport("agent", EntryPoint = "agent_python_driver")]
    public static partial byte* PythonDriver();

    [LibraryImport("agent", EntryPoint = "agent_javascript_driver")]
    public static partial byte* JavaScriptDriver();
}

/// <summary>struct spawn of spawn.c. Limits of -1 are not set; the first descriptor of -1 ends the list.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SpawnArguments
{
    public byte* Path;
    public byte** Arguments;
    public byte** Environment;
    public long CpuSeconds;
    public long FileBytes;
    public long Processes;
    public fixed int Descriptors[4];
    public int WorkingDirectory;
    public int DieWithParent;
    public int Error;
}
