using k8s;
using k8s.Models;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Requests;

namespace Sandboxes.Kube.Tests.Manifests;

/// <summary>By the API server's audit log: our accounts use every right that k8s/ grants them, and ask for no other.</summary>
[Trait("Pace", "slow")]
public sealed class UsedRightsTests
{
    private const int MostLooks = 90;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Accounts_OfTheRunningProduct_UseWhatTheyAreGrantedAndAskForNothingElse()
    {
        KubeCluster.Need();
        var deployed = Deployed.Need();
        using var admin = KubeCluster.Administrator();
        var roles = (await Rendered.Of("test", Cancellation)).All<V1ClusterRole>("ClusterRole").ToLookup(role => role.Metadata.Name == "sandboxes-provisioner");
        await deployed.Run(Cancellation);
        await Harm(admin);
        await LoseAnAnswer(admin);
        var since = (await admin.CoreV1.ReadNamespaceAsync(Deployed.System, cancellationToken: Cancellation)).Metadata.CreationTimestamp!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss", null);
        await Compare(deployed, "manager", since, Rights.Of(roles[false]));
        await Compare(deployed, "provisioner", since, Rights.Of(roles[true]));
        Assert.Empty(await deployed.Used("frontend", since, Cancellation));
    }

    // What was harmed is mended within Kubernetes:Namespaces:CheckSeconds.
    private static async Task Compare(Deployed deployed, string account, string since, SortedSet<string> granted)
    {
        var used = await deployed.Used(account, since, Cancellation);
        for (var look = 1; look < MostLooks && !used.IsSupersetOf(granted); look++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);
            used = await deployed.Used(account, since, Cancellation);
        }

        Assert.Equal(granted, used);
    }

    /// <summary>A create whose answer was lost is repeated, and the pod that is there is read: with the code and under the account of a silo, for a pod that a silo has made.</summary>
    private static async Task LoseAnAnswer(Kubernetes admin)
    {
        var pod = (await admin.CoreV1.ListNamespacedPodAsync(Deployed.Sandboxes, cancellationToken: Cancellation)).Items.First(pod => pod.Metadata.DeletionTimestamp is null);
        var again = new V1Pod { Metadata = new() { Name = pod.Metadata.Name, NamespaceProperty = pod.Metadata.NamespaceProperty, Labels = pod.Metadata.Labels, Annotations = pod.Metadata.Annotations }, Spec = pod.Spec };
        again.Spec.NodeName = null;
        var token = await admin.CoreV1.CreateNamespacedServiceAccountTokenAsync(new() { Spec = new() { Audiences = [] } }, "manager", Deployed.System, cancellationToken: Cancellation);
        var configuration = KubeCluster.Configuration();
        using var manager = new Kubernetes(new KubernetesClientConfiguration { Host = configuration.Host, SslCaCerts = configuration.SslCaCerts, AccessToken = token.Status.Token });
        var requests = new PodRequests(manager, new RequestBudget(new(), TimeProvider.System), TimeProvider.System);
        Assert.Equal(pod.Metadata.Name, (await requests.Create(again, "any", Cancellation)).Name);
    }

    private static async Task Harm(Kubernetes admin)
    {
        const string Space = Deployed.Sandboxes;
        await admin.CoreV1.PatchNamespaceAsync(Merge("""{"metadata":{"labels":{"pod-security.kubernetes.io/warn":null}}}"""), Space, cancellationToken: Cancellation);
        await admin.CoreV1.PatchNamespacedResourceQuotaAsync(Merge("""{"spec":{"hard":{"pods":"999"}}}"""), NamespaceObjects.QuotaName, Space, cancellationToken: Cancellation);
        await admin.CoreV1.PatchNamespacedLimitRangeAsync(Merge("""{"spec":{"limits":[]}}"""), NamespaceObjects.LimitsName, Space, cancellationToken: Cancellation);
        await admin.NetworkingV1.PatchNamespacedNetworkPolicyAsync(Merge("""{"spec":{"egress":[{}]}}"""), NetworkPolicies.DenyName, Space, cancellationToken: Cancellation);
        await admin.CoreV1.PatchNamespacedServiceAccountAsync(Merge("""{"automountServiceAccountToken":null}"""), "sandbox", Space, cancellationToken: Cancellation);
        // A silo without its rights asks for more than it has, so only one that others have too is added here.
        await admin.RbacAuthorizationV1.PatchNamespacedRoleBindingAsync(
            Merge("""{"subjects":[{"kind":"ServiceAccount","name":"manager","namespace":"sandboxes-system"},{"kind":"ServiceAccount","name":"nobody","namespace":"sandboxes-system"}]}"""),
            NamespaceObjects.BindingName, Space, cancellationToken: Cancellation);
    }

    private static V1Patch Merge(string json) => new(json, V1Patch.PatchType.MergePatch);
}
