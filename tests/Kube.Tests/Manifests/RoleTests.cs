using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Kube.Tests.Manifests;

/// <summary>k8s/ grants what the code lists, and nothing else.</summary>
public sealed class RoleTests
{
    private const string ManagerRole = "sandboxes-sandbox-manager";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Manager_InASandboxNamespace_WritesPodsAndOtherwiseLooks() => Assert.Equal(
        Sorted(Rights.Of((ApiRight[])[.. ProvisionerRights.ToLook, new("", "pods", "create", "delete", "get")])),
        Rights.Of(await Roles(ManagerRole)));

    [Fact]
    public async Task Manager_InTheWholeCluster_WatchesPodsAndNodesAndWritesNothing() => Assert.Equal(
        Sorted(Rights.Of((ApiRight[])[new("", "pods", "list", "watch"), new("", "nodes", "list", "watch")])),
        Rights.Of(await Roles("sandboxes-manager-watch")));

    [Fact]
    public async Task Provisioner_InTheWholeCluster_MayWhatItsCodeListsAndBindOneRole()
    {
        var roles = await Roles("sandboxes-provisioner");
        Assert.Equal(Sorted(Rights.Of(ProvisionerRights.All)), Rights.Of(roles));
        var bind = Assert.Single(roles[0].Rules, rule => rule.Verbs.Contains("bind"));
        Assert.Equal(["clusterroles"], bind.Resources);
        Assert.Equal([ManagerRole], bind.ResourceNames);
    }

    [Fact]
    public async Task Roles_OfEveryOverlay_AreTheseThreeAndTheirBindingsGiveThemToTheirAccountsAlone()
    {
        foreach (var overlay in OwnPodTests.Overlays.Select(row => row.Data))
        {
            var all = await Rendered.Of(overlay, Cancellation);
            Assert.Equal(["sandboxes-manager-watch", "sandboxes-provisioner", ManagerRole], all.All<V1ClusterRole>("ClusterRole").Select(role => role.Metadata.Name).Order(StringComparer.Ordinal));
            Assert.Empty(all.All<V1Role>("Role"));
            Assert.Equal(
                ["sandboxes-manager-watch sandboxes-system/manager", "sandboxes-provisioner sandboxes-system/provisioner"],
                all.All<V1ClusterRoleBinding>("ClusterRoleBinding").Select(binding => $"{binding.RoleRef.Name} {binding.Subjects.Single().NamespaceProperty}/{binding.Subjects.Single().Name}").Order(StringComparer.Ordinal));
        }
    }

    private static async Task<IReadOnlyList<V1ClusterRole>> Roles(string name) => [.. (await Rendered.Of("production", Cancellation)).All<V1ClusterRole>("ClusterRole").Where(role => role.Metadata.Name == name)];

    private static SortedSet<string> Sorted(IEnumerable<string> lines) => new(lines, StringComparer.Ordinal);
}
