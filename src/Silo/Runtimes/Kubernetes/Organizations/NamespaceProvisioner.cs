using k8s;
using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>Makes the namespace of a scope whole, or says what it lacks. Idempotent; several silos may do it at once.</summary>
/// <param name="client">The provisioner's account where it makes things, else the manager's.</param>
/// <param name="options">The runtime's settings.</param>
/// <param name="cluster">Cluster:Id.</param>
/// <param name="quotas">What each scope may have.</param>
/// <param name="time">The clock of the waits.</param>
/// <param name="logger">Hears of all that was made or mended.</param>
internal sealed partial class NamespaceProvisioner(IKubernetes client, KubernetesOptions options, string cluster, Func<string, ScopeQuota> quotas, TimeProvider time, ILogger<NamespaceProvisioner> logger)
{
    /// <summary>The server's quota controller counts first; until then the server refuses every pod.</summary>
    private static readonly TimeSpan QuotaWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QuotaPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>Null once everything stands and was read back; else a sentence for an operator.</summary>
    /// <exception cref="k8s.Autorest.HttpOperationException">The API server refused.</exception>
    public async Task<string?> Ensure(string scope, CancellationToken cancellation)
    {
        var wanted = NamespaceObjects.Namespace(scope, cluster, options);
        var (state, problem) = await NamespaceItself.Ensure(client, wanted, options.Namespaces.Provision, cancellation);
        Tell(state, $"Namespace {wanted.Metadata.Name}");
        if (problem is not null)
        {
            return problem;
        }

        var space = wanted.Metadata.Name;
        foreach (var part in NamespaceParts.Of(quotas(scope), cluster, options))
        {
            var found = await part.Ensure(client, space, options.Namespaces.Provision, cancellation);
            Tell(found, $"In namespace {space} {part.What}");
            if (found is PartState.Missing or PartState.Wrong)
            {
                return $"In namespace {space} {part.What} {(found is PartState.Missing ? "is missing" : "is not as it should be")}. Mend it, or let this process mend it (Kubernetes:Namespaces:Provision).";
            }
        }

        return await QuotaCounts(space, cancellation);
    }

    private async Task<string?> QuotaCounts(string space, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var quota = await ApiCollection.ResourceQuotas.Client(client).ReadNamespacedAsync<V1ResourceQuota>(space, NamespaceObjects.QuotaName, cancellation);
            if (quota.Spec?.Hard is { } hard && quota.Status?.Hard is { } counted && hard.Keys.All(counted.ContainsKey))
            {
                return null;
            }

            if (time.GetElapsedTime(began) > QuotaWait)
            {
                return $"The quota of namespace {space} is not counted yet by the server; without that it takes no pod.";
            }

            await Task.Delay(QuotaPoll, time, cancellation);
        }
    }

    private void Tell(PartState state, string what)
    {
        if (state is PartState.Made)
        {
            LogMade(what);
        }
        else if (state is PartState.Mended)
        {
            LogMended(what);
        }
    }
}
