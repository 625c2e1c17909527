using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Launch;

/// <summary>Hands a plan to the native side, which needs it as plain memory.</summary>
internal static unsafe class NativeLaunch
{
    /// <exception cref="SandboxFault">The program could not be started; nothing is left of it.</exception>
    public static LaunchedProcess Start(LaunchPlan plan, bool diesWithParent)
    {
        using var memory = new NativeStrings(plan);
        fixed (int* descriptors = Numbers(plan.Descriptors), tasks = Numbers(plan.CgroupTasks))
        fixed (LaunchLibrary.Limit* limits = Limits(plan))
        {
            var launch = new LaunchLibrary.Launch
            {
                Path = memory.Path,
                Arguments = memory.Arguments,
                Folder = memory.Folder,
                Descriptors = descriptors,
                DescriptorCount = plan.Descriptors.Count,
                CgroupTasks = tasks,
                CgroupTaskCount = plan.CgroupTasks.Count,
                Limits = limits,
                LimitCount = plan.Limits.Count,
                CgroupFolder = Number(plan.CgroupFolder),
                Owner = plan.Owner ?? -1,
                DiesWithParent = diesWithParent ? 1 : 0,
            };
            return Started(&launch, plan);
        }
    }

    private static LaunchedProcess Started(LaunchLibrary.Launch* launch, LaunchPlan plan)
    {
        var error = LaunchLibrary.Start(launch);
        GC.KeepAlive(plan);
        return error == 0
            ? new(launch->Pid, new SafeFileHandle(launch->PidFd, ownsHandle: true))
            : throw new SandboxFault($"start {plan.Path}: {Marshal.PtrToStringUTF8((nint)launch->FailedAt)}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static LaunchLibrary.Limit[] Limits(LaunchPlan plan) =>
        [.. plan.Limits.Select(limit => new LaunchLibrary.Limit { Resource = limit.Resource, Value = limit.Value })];

    private static int[] Numbers(IReadOnlyList<SafeHandle> handles) => [.. handles.Select(Number)];

    private static int Number(SafeHandle? handle) => handle is null ? -1 : (int)handle.DangerousGetHandle();
}
