using k8s;
using k8s.Models;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Kube.Tests.Organizations;

/// <summary>Somebody changes or removes by hand what stands around sandboxes.</summary>
[Trait("Pace", "slow")]
public sealed class DriftTests
{
    private const string Scope = "acme";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objects_RemovedByHand_AreMadeAgain()
    {
        await using var bed = new Bed();
        var (client, space) = (bed.Administrator, bed.Space(Scope));
        Func<Task>[] removals =
        [
            () => client.CoreV1.DeleteNamespacedResourceQuotaAsync(NamespaceObjects.QuotaName, space, cancellationToken: Cancellation),
            () => client.CoreV1.DeleteNamespacedLimitRangeAsync(NamespaceObjects.LimitsName, space, cancellationToken: Cancellation),
            () => client.NetworkingV1.DeleteNamespacedNetworkPolicyAsync(NetworkPolicies.DenyName, space, cancellationToken: Cancellation),
            () => client.NetworkingV1.DeleteNamespacedNetworkPolicyAsync(NetworkPolicies.AgentsName, space, cancellationToken: Cancellation),
            () => client.CoreV1.DeleteNamespacedServiceAccountAsync(PodTemplate.ServiceAccount, space, cancellationToken: Cancellation),
            () => client.RbacAuthorizationV1.DeleteNamespacedRoleBindingAsync(NamespaceObjects.BindingName, space, cancellationToken: Cancellation),
        ];
        await IsMended(bed, removals);
    }

    [Fact]
    public async Task Objects_ChangedByHand_AreMended()
    {
        await using var bed = new Bed();
        var (client, space) = (bed.Administrator, bed.Space(Scope));
        Func<Task>[] changes =
        [
            () => client.CoreV1.PatchNamespaceAsync(Merge("""{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"privileged"}}}"""), space, cancellationToken: Cancellation),
            () => client.CoreV1.PatchNamespacedResourceQuotaAsync(Merge("""{"spec":{"hard":{"pods":"1000000"}}}"""), NamespaceObjects.QuotaName, space, cancellationToken: Cancellation),
            () => client.CoreV1.PatchNamespacedResourceQuotaAsync(Merge("""{"spec":{"hard":{"limits.memory":null}}}"""), NamespaceObjects.QuotaName, space, cancellationToken: Cancellation),
            () => client.CoreV1.PatchNamespacedLimitRangeAsync(Merge("""{"spec":{"limits":[]}}"""), NamespaceObjects.LimitsName, space, cancellationToken: Cancellation),
            () => client.NetworkingV1.PatchNamespacedNetworkPolicyAsync(Merge("""{"spec":{"egress":[{}]}}"""), NetworkPolicies.DenyName, space, cancellationToken: Cancellation),
            () => client.NetworkingV1.PatchNamespacedNetworkPolicyAsync(Merge("""{"spec":{"podSelector":{"matchLabels":{"a":"b"}}}}"""), NetworkPolicies.DenyName, space, cancellationToken: Cancellation),
            () => client.NetworkingV1.PatchNamespacedNetworkPolicyAsync(Merge("""{"spec":{"ingress":[{}]}}"""), NetworkPolicies.AgentsName, space, cancellationToken: Cancellation),
            () => client.CoreV1.PatchNamespacedServiceAccountAsync(Merge("""{"automountServiceAccountToken":true}"""), PodTemplate.ServiceAccount, space, cancellationToken: Cancellation),
            () => client.RbacAuthorizationV1.PatchNamespacedRoleBindingAsync(
                Merge("""{"subjects":[{"kind":"User","name":"mallory","apiGroup":"rbac.authorization.k8s.io"}]}"""), NamespaceObjects.BindingName, space, cancellationToken: Cancellation),
        ];
        await IsMended(bed, changes);
    }

    private static V1Patch Merge(string json) => new(json, V1Patch.PatchType.MergePatch);

    private static async Task IsMended(Bed bed, IReadOnlyList<Func<Task>> harms)
    {
        using var log = new RequestLog();
        using var client = KubeCluster.Administrator(log);
        var provisioner = bed.Provisioner(client);
        Assert.Null(await provisioner.Ensure(Scope, Cancellation));
        foreach (var harm in harms)
        {
            await harm();
            log.Clear();
            Assert.Null(await provisioner.Ensure(Scope, Cancellation));
            Assert.Equal(1, log.Writes);
        }
    }
}
