using k8s;
using k8s.Models;

namespace Sandboxes.Kube.Tests.Cluster;

/// <summary>Pods that tests make themselves.</summary>
internal static class Pods
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    /// <summary>Makes it and waits until it runs.</summary>
    public static async Task<V1Pod> Start(IKubernetes client, V1Pod pod, CancellationToken cancellation)
    {
        var (name, space) = (pod.Metadata.Name, pod.Metadata.NamespaceProperty);
        await client.CoreV1.CreateNamespacedPodAsync(pod, space, cancellationToken: cancellation);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(LongestStart);
        while (true)
        {
            var now = await client.CoreV1.ReadNamespacedPodAsync(name, space, cancellationToken: patience.Token);
            if (now.Status.Phase is "Running" && now.Status.ContainerStatuses.All(container => container.Ready))
            {
                return now;
            }

            Assert.False(now.Status.Phase is "Failed" or "Succeeded", $"{name} ended: {now.Status.Reason} {now.Status.Message} {string.Join(", ", now.Status.ContainerStatuses?.Select(container => container.State?.Terminated?.Reason) ?? [])}");
            await Task.Delay(Poll, TimeProvider.System, patience.Token);
        }
    }

    /// <summary>One that is no sandbox: it runs a Python program, and no policy holds it.</summary>
    public static V1Pod Program(string space, string name, string node, string program, Dictionary<string, string>? labels = null) => new()
    {
        Metadata = new() { Name = name, NamespaceProperty = space, Labels = labels },
        Spec = new()
        {
            AutomountServiceAccountToken = false,
            TerminationGracePeriodSeconds = 0,
            NodeName = node,
            SecurityContext = new() { RunAsNonRoot = true, RunAsUser = 10_001 },
            Containers = [new() { Name = "sandbox", Image = Images.Sandbox, ImagePullPolicy = "IfNotPresent", Command = ["python3", "-c", program] }],
        },
    };
}
