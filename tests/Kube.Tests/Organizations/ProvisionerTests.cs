using k8s;
using k8s.Models;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Kube.Tests.Organizations;

[Trait("Pace", "slow")]
public sealed class ProvisionerTests
{
    private const string Scope = "Acme & Sons";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scope_IsNew_EverythingStandsAndASecondLookWritesNothing()
    {
        await using var bed = new Bed();
        using var log = new RequestLog();
        using var client = KubeCluster.Administrator(log);
        var provisioner = bed.Provisioner(client);

        Assert.Null(await provisioner.Ensure(Scope, Cancellation));
        Assert.Equal(
            ["namespaces", "resourcequotas", "limitranges", "networkpolicies", "networkpolicies", "serviceaccounts", "rolebindings"],
            log.Requests.Where(request => request.Verb == "create").Select(request => request.Resource));
        log.Clear();
        Assert.Null(await provisioner.Ensure(Scope, Cancellation));
        Assert.Equal(0, log.Writes);
    }

    [Fact]
    public async Task Provisioners_TwoAtOnce_BothSucceed()
    {
        await using var bed = new Bed();
        var problems = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => bed.Provisioner().Ensure(Scope, Cancellation)));
        Assert.All(problems, Assert.Null);
    }

    [Fact]
    public async Task Namespace_OfAnother_IsNotTakenOver()
    {
        await using var bed = new Bed();
        await bed.Administrator.CoreV1.CreateNamespaceAsync(new() { Metadata = new() { Name = bed.Space(Scope) } }, cancellationToken: Cancellation);
        Assert.Contains("nothing of being ours", await bed.Provisioner().Ensure(Scope, Cancellation), StringComparison.Ordinal);
        var quotas = await bed.Administrator.CoreV1.ListNamespacedResourceQuotaAsync(bed.Space(Scope), cancellationToken: Cancellation);
        Assert.Empty(quotas.Items);
    }

    [Fact]
    public async Task Administrator_MakesNamespaces_OnlyReadsAndSaysWhatIsMissing()
    {
        await using var bed = new Bed();
        using var log = new RequestLog();
        using var client = KubeCluster.Administrator(log);
        bed.Options.Namespaces.Provision = false;
        Assert.Contains("is missing", await bed.Provisioner(client).Ensure(Scope, Cancellation), StringComparison.Ordinal);

        bed.Options.Namespaces.Provision = true;
        Assert.Null(await bed.Provisioner().Ensure(Scope, Cancellation));
        bed.Options.Namespaces.Provision = false;
        Assert.Null(await bed.Provisioner(client).Ensure(Scope, Cancellation));

        await bed.Administrator.NetworkingV1.DeleteNamespacedNetworkPolicyAsync(NetworkPolicies.DenyName, bed.Space(Scope), cancellationToken: Cancellation);
        Assert.Contains(NetworkPolicies.DenyName, await bed.Provisioner(client).Ensure(Scope, Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, log.Writes);
    }

    [Fact]
    public async Task Namespace_DeletedUnderUs_IsMadeAgain()
    {
        await using var bed = new Bed();
        var provisioner = bed.Provisioner();
        Assert.Null(await provisioner.Ensure(Scope, Cancellation));
        await bed.Administrator.CoreV1.DeleteNamespaceAsync(bed.Space(Scope), new V1DeleteOptions(), cancellationToken: Cancellation);
        string? problem;
        while ((problem = await provisioner.Ensure(Scope, Cancellation)) is not null)
        {
            Assert.Contains("being deleted", problem, StringComparison.Ordinal);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, Cancellation);
        }
    }
}
