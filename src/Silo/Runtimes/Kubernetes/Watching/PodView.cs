using System.Globalization;
using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>What we remember of a pod: a fiftieth of what the API server says of it, because a silo remembers all of them.</summary>
internal sealed record PodView
{
    public required string Name { get; init; }
    public required string Namespace { get; init; }
    public required string Uid { get; init; }

    /// <summary>Where it is, or before it is anywhere the node that it is for.</summary>
    public required string Node { get; init; }
    public string? Template { get; init; }
    public int Revision { get; init; }
    public string Scope { get; init; } = Scopes.Shared;

    /// <summary>When the scheduler found a node for it.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>Its address, once its main container runs.</summary>
    public string? RunningAt { get; init; }

    /// <summary>What keeps it from running: a reason of Kubernetes and its message.</summary>
    public PodTrouble? Trouble { get; init; }

    /// <summary>Its main container has ended, or it will never run.</summary>
    public PodEnd? End { get; init; }

    /// <summary>Somebody has asked for its deletion.</summary>
    public bool IsLeaving { get; init; }

    public SandboxId Id => new(Node, Name);

    public FoundSandbox Found => new(Id, Template, Revision, Scope);

    public static PodView Of(V1Pod pod)
    {
        var main = MainContainer(pod);
        return new()
        {
            Name = pod.Metadata.Name,
            Namespace = pod.Metadata.NamespaceProperty,
            Uid = pod.Metadata.Uid,
            Node = pod.Spec.NodeName is { Length: > 0 } node ? node : Annotation(pod, PodLabels.Node) ?? "",
            Template = Annotation(pod, PodLabels.Template),
            Revision = int.TryParse(Annotation(pod, PodLabels.Revision), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0,
            Scope = Annotation(pod, PodLabels.Scope) ?? Scopes.Shared,
            ScheduledAt = pod.Status?.Conditions?.FirstOrDefault(condition => condition is { Type: "PodScheduled", Status: "True" })?.LastTransitionTime is { } at ? new DateTimeOffset(at) : null,
            RunningAt = main is { State.Running: not null, RestartCount: 0 } && pod.Status!.PodIP is { Length: > 0 } address ? address : null,
            Trouble = PodTrouble.Of(pod, main),
            End = PodEnd.Of(pod, main),
            IsLeaving = pod.Metadata.DeletionTimestamp is not null,
        };
    }

    private static string? Annotation(V1Pod pod, string name) => pod.Metadata.Annotations is { } annotations && annotations.TryGetValue(name, out var value) ? value : null;

    private static V1ContainerStatus? MainContainer(V1Pod pod) => pod.Status?.ContainerStatuses?.FirstOrDefault(container => container.Name == PodContainers.Sandbox);
}
