using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Kube.Tests.Organizations;

/// <summary>The provisioner's account needs what <see cref="ProvisionerRights"/> lists, all of it, and nothing else.</summary>
[Trait("Pace", "slow")]
public sealed class RightsTests
{
    private const string Scope = "acme";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Account_WithTheListedRights_MakesAndMendsEverythingAndUsesThemAll()
    {
        await using var bed = new Bed();
        using var log = new RequestLog();
        await using var account = await Account.Make(bed, ProvisionerRights.All, bed.Options.Namespaces.ManagerRole, log, Cancellation);
        var provisioner = bed.Provisioner(account.Client);
        Assert.Null(await provisioner.Ensure(Scope, Cancellation));
        await Watch(account.Client, bed, log);
        foreach (var harm in Harms(bed.Administrator, bed.Space(Scope)))
        {
            await harm;
        }

        Assert.Null(await provisioner.Ensure(Scope, Cancellation));
        Assert.Equal(
            ProvisionerRights.All.SelectMany(right => right.Verbs.Select(verb => $"{verb} {right.Group}/{right.Resource}")).Order(StringComparer.Ordinal),
            log.Requests.Select(request => $"{request.Verb} {request.Group}/{request.Resource}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Account_ThatMayNotBind_IsRefusedAndNoPodWouldBeMade()
    {
        await using var bed = new Bed();
        using var log = new RequestLog();
        bed.Options.Namespaces.ManagerRole = "cluster-admin";
        await using var account = await Account.Make(bed, ProvisionerRights.All, "another-role", log, Cancellation);
        var refused = await Assert.ThrowsAsync<HttpOperationException>(() => bed.Provisioner(account.Client).Ensure(Scope, Cancellation));
        Assert.Contains("403", ApiFaults.Sentence(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Account_OfTheProvisioner_ReachesNoPodAndNoSecret()
    {
        await using var bed = new Bed();
        using var log = new RequestLog();
        await using var account = await Account.Make(bed, ProvisionerRights.All, bed.Options.Namespaces.ManagerRole, log, Cancellation);
        Assert.Null(await bed.Provisioner(account.Client).Ensure(Scope, Cancellation));
        await Assert.ThrowsAsync<HttpOperationException>(() => account.Client.CoreV1.ListNamespacedSecretAsync(bed.Space(Scope), cancellationToken: Cancellation));
        await Assert.ThrowsAsync<HttpOperationException>(() => account.Client.CoreV1.ListNamespacedPodAsync(bed.Space(Scope), cancellationToken: Cancellation));
        await Assert.ThrowsAsync<HttpOperationException>(() => account.Client.CoreV1.DeleteNamespaceAsync(bed.Space(Scope), new V1DeleteOptions(), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Account_ThatOnlyLooks_SeesThatEverythingStandsWithTheRightsThatAreListedForIt()
    {
        await using var bed = new Bed();
        using var log = new RequestLog();
        Assert.Null(await bed.Provisioner().Ensure(Scope, Cancellation));
        await using var account = await Account.Make(bed, ProvisionerRights.ToLook, null, log, Cancellation);
        bed.Options.Namespaces.Provision = false;
        Assert.Null(await bed.Provisioner(account.Client).Ensure(Scope, Cancellation));
        Assert.Equal(
            ProvisionerRights.ToLook.SelectMany(right => right.Verbs.Select(verb => $"{verb} {right.Group}/{right.Resource}")).Order(StringComparer.Ordinal),
            log.Requests.Select(request => $"{request.Verb} {request.Group}/{request.Resource}").Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Account_OfSandboxes_MayDoNothing()
    {
        await using var bed = new Bed();
        Assert.Null(await bed.Provisioner().Ensure(Scope, Cancellation));
        var space = bed.Space(Scope);
        foreach (var (group, resource) in (IEnumerable<(string, string)>)[("", "pods"), ("", "secrets"), ("", "configmaps"), ("", "services"), ("networking.k8s.io", "networkpolicies"), ("rbac.authorization.k8s.io", "rolebindings")])
        {
            foreach (var verb in (string[])["get", "list", "watch", "create", "update", "patch", "delete"])
            {
                var review = await bed.Administrator.AuthorizationV1.CreateSubjectAccessReviewAsync(
                    new()
                    {
                        Spec = new()
                        {
                            User = $"system:serviceaccount:{space}:sandbox",
                            Groups = ["system:serviceaccounts", $"system:serviceaccounts:{space}", "system:authenticated"],
                            ResourceAttributes = new() { NamespaceProperty = space, Group = group, Resource = resource, Verb = verb },
                        },
                    },
                    cancellationToken: Cancellation);
                Assert.False(review.Status.Allowed, $"{verb} {resource}");
            }
        }
    }

    private static async Task Watch(Kubernetes client, Bed bed, RequestLog log)
    {
        using var stop = new CancellationTokenSource();
        var keeper = new NamespaceKeeper((_, _) => Task.FromResult((string?)null), bed.Options.Namespaces, TimeProvider.System, NullLogger<NamespaceKeeper>.Instance);
        var answers = log.Answers;
        var watching = new PolicyWatch(client, keeper, bed.Options, Bed.ClusterId, TimeProvider.System, NullLogger<PolicyWatch>.Instance).Run(stop.Token);
        while (log.Answers == answers)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching);
    }

    private static IEnumerable<Task> Harms(Kubernetes client, string space)
    {
        yield return client.CoreV1.PatchNamespaceAsync(Merge("""{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":null}}}"""), space, cancellationToken: Cancellation);
        yield return client.CoreV1.PatchNamespacedResourceQuotaAsync(Merge("""{"spec":{"hard":{"pods":"11"}}}"""), NamespaceObjects.QuotaName, space, cancellationToken: Cancellation);
        yield return client.CoreV1.PatchNamespacedLimitRangeAsync(Merge("""{"spec":{"limits":[]}}"""), NamespaceObjects.LimitsName, space, cancellationToken: Cancellation);
        yield return client.NetworkingV1.PatchNamespacedNetworkPolicyAsync(Merge("""{"spec":{"egress":[{}]}}"""), NetworkPolicies.DenyName, space, cancellationToken: Cancellation);
        yield return client.CoreV1.PatchNamespacedServiceAccountAsync(Merge("""{"automountServiceAccountToken":null}"""), "sandbox", space, cancellationToken: Cancellation);
        yield return client.RbacAuthorizationV1.PatchNamespacedRoleBindingAsync(Merge("""{"subjects":null}"""), NamespaceObjects.BindingName, space, cancellationToken: Cancellation);
    }

    private static V1Patch Merge(string json) => new(json, V1Patch.PatchType.MergePatch);
}
