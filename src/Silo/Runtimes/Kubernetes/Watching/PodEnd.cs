using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>Why a pod's sandbox is no more, as far as the pod itself says.</summary>
internal sealed record PodEnd(EndReason Reason, string? Detail)
{
    private const int LongestDetail = 300;

    public SandboxGone Gone => new(Reason, Detail);

    /// <summary>Null while it may run.</summary>
    public static PodEnd? Of(V1Pod pod, V1ContainerStatus? main)
    {
        if (OfPod(pod.Status) is { } ofPod)
        {
            return ofPod;
        }

        if (main is { RestartCount: > 0 })
        {
            return OfExit(ExitCodes.StartedBefore);
        }

        if (main?.State?.Terminated is { } terminated)
        {
            return OfContainer(terminated);
        }

        // A node may report a pod that it takes down as failed before it says how its container ended: then it ended because it was deleted.
        return pod.Status?.Phase is "Failed" or "Succeeded" && pod.Metadata.DeletionTimestamp is null ? OfStart(pod.Status) : null;
    }

    private static PodEnd? OfPod(V1PodStatus? status) => status?.Reason switch
    {
        "Evicted" or "Preempting" => new(EndReason.Evicted, Short(status.Message)),
        "DeadlineExceeded" => new(EndReason.Lifetime, "the pod's own deadline"),
        "NodeLost" or "Shutdown" or "Terminated" or "NodeShutdown" => new(EndReason.NodeLost, Short(status.Message)),
        "OutOfcpu" or "OutOfmemory" or "OutOfpods" or "UnexpectedAdmissionError" or "NodeAffinity" => new(EndReason.StartFailed, $"the node refused it: {status.Reason}. {Short(status.Message)}"),
        _ => null,
    };

    private static PodEnd OfContainer(V1ContainerStateTerminated terminated) => terminated switch
    {
        { Reason: "OOMKilled" } => new(EndReason.OutOfMemory, "its first process was killed for lack of memory"),
        _ => OfExit(terminated.ExitCode) ?? new(EndReason.Crashed, $"its first process ended with {terminated.ExitCode}. {Short(terminated.Message)}".TrimEnd()),
    };

    private static PodEnd? OfExit(int code) => AgentExit.Reason(code) is { } known ? new(known.Reason, known.Detail) : null;

    private static PodEnd OfStart(V1PodStatus status)
    {
        var init = status.InitContainerStatuses?.Select(container => container.State?.Terminated).FirstOrDefault(terminated => terminated is { ExitCode: not 0 });
        return init switch
        {
            null => new(EndReason.StartFailed, $"the pod is {status.Phase}. {Short(status.Message)}".TrimEnd()),
            { ExitCode: ExitCodes.StartedBefore } => OfExit(init.ExitCode)!,
            _ => new(EndReason.StartFailed, $"the agent could not be brought into it ({init.Reason}, {init.ExitCode})"),
        };
    }

    private static string? Short(string? text) => text is { Length: > LongestDetail } ? text[..LongestDetail] : text;
}
