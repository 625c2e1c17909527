using System.Text;
using System.Text.Json;
using k8s;
using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes;

namespace Sandboxes.Silo.Tests.Kubernetes.Pods;

/// <summary>What the API server itself would not take, or would take differently: looked at in the bytes that are sent.</summary>
internal static class Wire
{
    public static IEnumerable<string> Violations(V1Pod pod)
    {
        var json = KubernetesJson.Serialize(pod);
        using var sent = JsonDocument.Parse(json);
        var back = KubernetesJson.Deserialize<V1Pod>(json);
        if (!back.Metadata.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal).SequenceEqual(pod.Metadata.Annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal)))
        {
            yield return "an annotation does not survive the wire";
        }

        if (pod.Metadata.Annotations.Sum(pair => Encoding.UTF8.GetByteCount(pair.Key) + Encoding.UTF8.GetByteCount(pair.Value)) > 256 << 10)
        {
            yield return "annotations are too long";
        }

        var spec = sent.RootElement.GetProperty("spec");
        if (spec.EnumerateObject().Any(field => field.Value.ValueKind is JsonValueKind.Null))
        {
            yield return "a null is sent";
        }

        foreach (var name in pod.Spec.Volumes.Select(volume => volume.Name).Concat(pod.Spec.Containers.Select(container => container.Name)).Where(name => !KubernetesNames.IsLabel(name)))
        {
            yield return $"{name} is no name";
        }

        foreach (var mount in pod.Spec.Containers.Concat(pod.Spec.InitContainers).SelectMany(container => container.VolumeMounts).Where(mount => pod.Spec.Volumes.All(volume => volume.Name != mount.Name)))
        {
            yield return $"{mount.Name} is mounted and not there";
        }
    }
}
