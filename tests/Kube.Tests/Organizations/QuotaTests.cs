using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Kube.Tests.Organizations;

[Trait("Pace", "slow")]
public sealed class QuotaTests
{
    private const string Scope = "acme";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pods_BeyondTheScopesQuota_AreRefusedAndSayWhatIsFull()
    {
        await using var bed = new Bed { Quota = new(2, 4, 4L << 30) };
        Assert.Null(await bed.Provisioner().Ensure(Scope, Cancellation));
        await Create(bed, new());
        await Create(bed, new());
        Assert.Contains("pods", await Refusal(bed, new()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_TogetherTooLarge_AreRefused()
    {
        await using var bed = new Bed { Quota = new(10, 4, 600L << 20) };
        Assert.Null(await bed.Provisioner().Ensure(Scope, Cancellation));
        await Create(bed, new() { MemoryBytes = 512 << 20 });
        Assert.Contains("limits.memory", await Refusal(bed, new() { MemoryBytes = 512 << 20 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_InASandboxesNamespace_IsRefused()
    {
        await using var bed = new Bed();
        Assert.Null(await bed.Provisioner().Ensure(Scope, Cancellation));
        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => bed.Administrator.CoreV1.CreateNamespacedServiceAsync(
            new() { Metadata = new() { Name = "way-in" }, Spec = new() { Ports = [new() { Port = 80 }] } }, bed.Space(Scope), cancellationToken: Cancellation));
        Assert.Contains("exceeded quota", ApiFaults.Sentence(refused), StringComparison.Ordinal);
    }

    private static async Task<string> Refusal(Bed bed, SandboxLimits limits)
    {
        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => Create(bed, limits));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Response.StatusCode);
        var sentence = ApiFaults.Sentence(refused);
        Assert.Contains("exceeded quota", sentence, StringComparison.Ordinal);
        return sentence;
    }

    // To a node that is not there: nothing has to start for a quota to count.
    private static Task<V1Pod> Create(Bed bed, SandboxLimits limits) => bed.Administrator.CoreV1.CreateNamespacedPodAsync(
        PodTemplate.For(new("no-such-node", $"s1-{Guid.NewGuid():N}"), new TemplateSpec { Name = "python", Scope = Scope, Limits = limits }, bed.Options, Bed.ClusterId, new byte[32], TimeSpan.FromHours(1)),
        bed.Space(Scope),
        cancellationToken: Cancellation);
}
