using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Kube.Tests.Manifests;

/// <summary>Our own pods keep what we ask of sandboxes: the restricted Pod Security Standard, and some more.</summary>
public sealed class OwnPodTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Overlays => ["test", "production", "gvisor"];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Pods_OfEveryOverlay_MeetTheRestrictedStandard(string overlay)
    {
        var broken = (await Deployments(overlay)).SelectMany(part => PodSecurityStandard.Rules.Where(rule => rule.IsBroken(Pod(part))).Select(rule => $"{part.Metadata.Name}: {rule.Name}"));
        Assert.Empty(broken);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Pods_OfEveryOverlay_HaveReadOnlyRootsLimitsAndOnlyTheTokensThatTheyNeed(string overlay)
    {
        foreach (var part in await Deployments(overlay))
        {
            var pod = part.Spec.Template.Spec;
            Assert.All(pod.Containers, container => Assert.True(container.SecurityContext.ReadOnlyRootFilesystem));
            Assert.All(pod.Containers, container => Assert.True(container.Resources.Limits.ContainsKey("memory") && container.Resources.Requests.ContainsKey("cpu")));
            Assert.All(pod.Volumes.Where(volume => volume.EmptyDir is not null), volume => Assert.NotNull(volume.EmptyDir.SizeLimit));
            Assert.Equal(part.Metadata.Name is "silo" or "provisioner", pod.AutomountServiceAccountToken);
            Assert.False(pod.EnableServiceLinks);
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Pods_OfEveryOverlay_HaveNoSecretInTheirSpec(string overlay)
    {
        var given = (await Deployments(overlay)).SelectMany(part => part.Spec.Template.Spec.Containers).SelectMany(container => container.Env ?? []).Where(variable => variable.Value is not null);
        Assert.DoesNotContain(given, variable => variable.Name is "DATABASE" or "SANDBOX_API_KEY" or "Cluster__MigrationDatabase");
    }

    private static async Task<IReadOnlyList<V1Deployment>> Deployments(string overlay)
    {
        var parts = (await Rendered.Of(overlay, Cancellation)).All<V1Deployment>("Deployment");
        Assert.Superset(new HashSet<string>(["silo", "frontend", "provisioner"]), parts.Select(part => part.Metadata.Name).ToHashSet());
        return parts;
    }

    private static V1Pod Pod(V1Deployment part) => new() { Metadata = part.Spec.Template.Metadata, Spec = part.Spec.Template.Spec };
}
