using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>Why a pod does not run yet.</summary>
/// <param name="Reason">As Kubernetes calls it.</param>
/// <param name="Message">Its message, bounded.</param>
/// <param name="IsHopeless">Waiting does not mend it: image and template are what they are.</param>
internal sealed record PodTrouble(string Reason, string? Message, bool IsHopeless)
{
    public const string Unschedulable = "Unschedulable";
    private const int LongestMessage = 300;

    // After ErrImagePull the kubelet tries again, and a registry may be back then; a pool has other pods to try with.
    private static readonly HashSet<string> Hopeless =
    [
        "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "ImageInspectError", "RegistryUnavailable",
        "CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError",
    ];

    /// <summary>It waits for room: whoever adds nodes sees it, and it is not made a second time.</summary>
    public bool IsHeld => Reason == Unschedulable;

    public static PodTrouble? Of(V1Pod pod, V1ContainerStatus? main)
    {
        if (pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unscheduled)
        {
            return new(unscheduled.Reason ?? Unschedulable, Short(unscheduled.Message), false);
        }

        var waiting = (pod.Status?.InitContainerStatuses ?? []).Append(main).Select(container => container?.State?.Waiting).FirstOrDefault(waiting => waiting?.Reason is { } reason && Hopeless.Contains(reason));
        return waiting is null ? null : new(waiting.Reason, Short(waiting.Message), true);
    }

    public override string ToString() => Message is null ? Reason : $"{Reason}: {Message}";

    private static string? Short(string? text) => text is { Length: > LongestMessage } ? text[..LongestMessage] : text;
}
