using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>The namespace of a scope: found, made or mended. One that another made is never taken over.</summary>
internal static class NamespaceItself
{
    private const int Attempts = 5;

    /// <summary>What was found of it, or a sentence that says why it cannot be used.</summary>
    public static async Task<(PartState State, string? Problem)> Ensure(IKubernetes client, V1Namespace wanted, bool provision, CancellationToken cancellation)
    {
        var done = PartState.Whole;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var found = await Find(client, wanted.Metadata.Name, cancellation);
            if (Problem(found, wanted, provision) is { } problem)
            {
                return (done, problem);
            }

            if (found is not null && IsAsWanted(found, wanted))
            {
                return (done, null);
            }

            if (await Write(client, found, wanted, cancellation))
            {
                done = found is null ? PartState.Made : PartState.Mended;
            }
        }

        return (done, $"Namespace {wanted.Metadata.Name} is not as it was written, {Attempts} times in a row: somebody else changes it back.");
    }

    private static string? Problem(V1Namespace? found, V1Namespace wanted, bool provision)
    {
        var name = wanted.Metadata.Name;
        if (found is null)
        {
            return provision ? null : $"Namespace {name} is missing. Make it, or let this process make it (Kubernetes:Namespaces:Provision).";
        }

        if (found.Metadata.DeletionTimestamp is not null)
        {
            return $"Namespace {name} is being deleted; it is made again once it is gone.";
        }

        if (!PodLabelsOf(found.Metadata.Annotations).SequenceEqual(PodLabelsOf(wanted.Metadata.Annotations)))
        {
            return $"Namespace {name} is there and says nothing of being ours: it needs the annotations {string.Join(" and ", wanted.Metadata.Annotations.Select(pair => $"{pair.Key}={pair.Value}"))}, or another Kubernetes:NamespacePrefix.";
        }

        return provision || IsAsWanted(found, wanted) ? null : $"Namespace {name} lacks labels: {string.Join(", ", wanted.Metadata.Labels.Except(found.Metadata.Labels ?? new Dictionary<string, string>()).Select(pair => $"{pair.Key}={pair.Value}"))}.";
    }

    private static IEnumerable<string?> PodLabelsOf(IDictionary<string, string>? annotations) =>
        new[] { PodLabels.Cluster, PodLabels.Scope }.Select(key => annotations is not null && annotations.TryGetValue(key, out var value) ? value : null);

    private static bool IsAsWanted(V1Namespace found, V1Namespace wanted) =>
        wanted.Metadata.Labels.All(pair => found.Metadata.Labels is { } labels && labels.TryGetValue(pair.Key, out var value) && value == pair.Value);

    private static async Task<bool> Write(IKubernetes client, V1Namespace? found, V1Namespace wanted, CancellationToken cancellation)
    {
        try
        {
            if (found is null)
            {
                await client.CoreV1.CreateNamespaceAsync(wanted, cancellationToken: cancellation);
                return true;
            }

            found.Metadata.Labels ??= new Dictionary<string, string>();
            foreach (var (key, value) in wanted.Metadata.Labels)
            {
                found.Metadata.Labels[key] = value;
            }

            await client.CoreV1.ReplaceNamespaceAsync(found, found.Metadata.Name, cancellationToken: cancellation);
            return true;
        }
        catch (HttpOperationException fault) when (fault.Response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    private static async Task<V1Namespace?> Find(IKubernetes client, string name, CancellationToken cancellation)
    {
        try
        {
            return await client.CoreV1.ReadNamespaceAsync(name, cancellationToken: cancellation);
        }
        catch (HttpOperationException fault) when (fault.Response.StatusCode is HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
