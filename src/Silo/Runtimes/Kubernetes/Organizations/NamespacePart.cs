using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>What was found of one object.</summary>
internal enum PartState
{
    Whole,

    /// <summary>Was not there, and has been made.</summary>
    Made,

    /// <summary>Was not as it should be, and has been mended.</summary>
    Mended,

    /// <summary>Is not there, and making it is not our matter.</summary>
    Missing,

    /// <summary>Is not as it should be, and mending it is not our matter.</summary>
    Wrong,
}

/// <summary>One object that a namespace needs.</summary>
internal abstract class NamespacePart
{
    /// <summary>For people: "the NetworkPolicy sandboxes-deny-all".</summary>
    public abstract string What { get; }

    /// <summary>Reads it, makes or mends it where that is allowed, and reads it back.</summary>
    public abstract Task<PartState> Ensure(IKubernetes client, string space, bool provision, CancellationToken cancellation);
}

/// <param name="collection">Where the API has it.</param>
/// <param name="wanted">As it should be.</param>
/// <param name="gist">What of it must be so, as a text that is equal where it is.</param>
/// <param name="mend">Sets on the first what the second has.</param>
internal sealed class NamespacePart<T>(ApiCollection collection, T wanted, Func<T, string> gist, Action<T, T> mend) : NamespacePart where T : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Others that write at the same time come first at most so often.</summary>
    private const int Attempts = 5;

    public override string What => $"the {collection.Kind} {wanted.Metadata.Name}";

    public override async Task<PartState> Ensure(IKubernetes client, string space, bool provision, CancellationToken cancellation)
    {
        var done = PartState.Whole;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var found = await Find(client, space, cancellation);
            if (found is not null && gist(found) == gist(wanted))
            {
                return done;
            }

            if (!provision)
            {
                return found is null ? PartState.Missing : PartState.Wrong;
            }

            if (await Write(client, space, found, cancellation))
            {
                done = found is null ? PartState.Made : PartState.Mended;
            }
        }

        throw new InvalidOperationException($"{What} of namespace {space} is not as it was written, {Attempts} times in a row: somebody else changes it back");
    }

    /// <summary>False: somebody else was faster, look again.</summary>
    private async Task<bool> Write(IKubernetes client, string space, T? found, CancellationToken cancellation)
    {
        try
        {
            if (found is null)
            {
                await collection.Client(client).CreateNamespacedAsync(wanted, space, cancellation);
            }
            else
            {
                mend(found, wanted);
                await collection.Client(client).ReplaceNamespacedAsync(found, space, wanted.Metadata.Name, cancellation);
            }

            return true;
        }
        catch (HttpOperationException fault) when (fault.Response.StatusCode is HttpStatusCode.Conflict || (found is not null && fault.Response.StatusCode is HttpStatusCode.NotFound))
        {
            return false;
        }
    }

    private async Task<T?> Find(IKubernetes client, string space, CancellationToken cancellation)
    {
        try
        {
            return await collection.Client(client).ReadNamespacedAsync<T>(space, wanted.Metadata.Name, cancellation);
        }
        catch (HttpOperationException fault) when (fault.Response.StatusCode is HttpStatusCode.NotFound)
        {
            return default;
        }
    }
}
