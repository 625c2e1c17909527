using k8s;
using k8s.Models;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Kube.Tests.Organizations;

/// <summary>A service account that has certain rights in all namespaces and no others, and a client that speaks under it.</summary>
internal sealed class Account : IAsyncDisposable
{
    private const string RbacGroup = "rbac.authorization.k8s.io";

    private readonly Bed _bed;
    private readonly string _name;

    private Account(Bed bed, string name, Kubernetes client) => (_bed, _name, Client) = (bed, name, client);

    public Kubernetes Client { get; }

    /// <param name="bed">The account stands in a namespace of it.</param>
    /// <param name="rights">What it may do everywhere.</param>
    /// <param name="bindable">The ClusterRole that it may give to others; null: none.</param>
    /// <param name="log">Notes what it asks.</param>
    /// <param name="cancellation">Ends the making.</param>
    public static async Task<Account> Make(Bed bed, IEnumerable<ApiRight> rights, string? bindable, RequestLog log, CancellationToken cancellation)
    {
        var name = bed.Options.NamespacePrefix + "account";
        var admin = bed.Administrator;
        await admin.CoreV1.CreateNamespaceAsync(new() { Metadata = new() { Name = name } }, cancellationToken: cancellation);
        await admin.CoreV1.CreateNamespacedServiceAccountAsync(new() { Metadata = new() { Name = name } }, name, cancellationToken: cancellation);
        List<V1PolicyRule> rules = [.. rights.Select(right => new V1PolicyRule { ApiGroups = [right.Group], Resources = [right.Resource], Verbs = right.Verbs })];
        if (bindable is not null)
        {
            rules.Add(new() { ApiGroups = [RbacGroup], Resources = ["clusterroles"], ResourceNames = [bindable], Verbs = ["bind"] });
        }

        await admin.RbacAuthorizationV1.CreateClusterRoleAsync(new() { Metadata = new() { Name = name }, Rules = rules }, cancellationToken: cancellation);
        await admin.RbacAuthorizationV1.CreateClusterRoleBindingAsync(
            new()
            {
                Metadata = new() { Name = name },
                RoleRef = new() { ApiGroup = RbacGroup, Kind = "ClusterRole", Name = name },
                Subjects = [new() { Kind = "ServiceAccount", Name = name, NamespaceProperty = name }],
            },
            cancellationToken: cancellation);
        var token = await admin.CoreV1.CreateNamespacedServiceAccountTokenAsync(new() { Spec = new() { Audiences = [] } }, name, name, cancellationToken: cancellation);
        return new(bed, name, new(Configuration(token.Status.Token), log));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _bed.Administrator.RbacAuthorizationV1.DeleteClusterRoleBindingAsync(_name);
        await _bed.Administrator.RbacAuthorizationV1.DeleteClusterRoleAsync(_name);
    }

    private static KubernetesClientConfiguration Configuration(string token)
    {
        var administrator = KubeCluster.Configuration();
        return new() { Host = administrator.Host, SslCaCerts = administrator.SslCaCerts, AccessToken = token };
    }
}
