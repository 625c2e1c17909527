using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Requests;

/// <summary>
/// Makes and deletes pods: two requests in a pod's whole life. Both can be repeated, so a request whose answer was lost is: a name is used once, so a pod that is there already is the one that was asked
/// for, and a deletion names the uid that it means.
/// </summary>
internal sealed class PodRequests(IKubernetes client, RequestBudget budget, TimeProvider time)
{
    private const int MostTries = 6;
    private const string AlreadyExists = "AlreadyExists";

    /// <returns>The pod as it was made, or as it is.</returns>
    /// <exception cref="SandboxRuntimeException">The API server refuses it, or does not answer.</exception>
    /// <exception cref="NamespaceDoubtException">Its namespace is not as it should be.</exception>
    public async Task<PodView> Create(V1Pod pod, string node, CancellationToken cancellation)
    {
        await budget.Create(node, cancellation);
        return PodView.Of(await Repeat($"The pod {pod.Metadata.Name} could not be made", async limit =>
        {
            try
            {
                return await client.CoreV1.CreateNamespacedPodAsync(pod, pod.Metadata.NamespaceProperty, cancellationToken: limit);
            }
            catch (HttpOperationException refused) when (refused.Response.StatusCode == HttpStatusCode.Conflict && ApiFaults.Reason(refused) == AlreadyExists)
            {
                return Ours(await client.CoreV1.ReadNamespacedPodAsync(pod.Metadata.Name, pod.Metadata.NamespaceProperty, cancellationToken: limit), pod);
            }
        }, cancellation));
    }

    /// <summary>Asks for the end of this very pod; one that is not there any more is fine. What runs in it is killed within its grace of a second.</summary>
    /// <exception cref="SandboxRuntimeException">The API server refuses it, or does not answer.</exception>
    public async Task Delete(PodView pod, CancellationToken cancellation)
    {
        await budget.Delete(cancellation);
        var options = new V1DeleteOptions { Preconditions = new() { Uid = pod.Uid } };
        await Repeat($"The pod {pod.Name} could not be deleted", async limit =>
        {
            try
            {
                return await client.CoreV1.DeleteNamespacedPodAsync(pod.Name, pod.Namespace, options, cancellationToken: limit);
            }
            catch (HttpOperationException gone) when (gone.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict)
            {
                return null;
            }
        }, cancellation);
    }

    private static V1Pod Ours(V1Pod there, V1Pod asked) => there.GetLabel(PodLabels.Cluster) == asked.GetLabel(PodLabels.Cluster)
        ? there
        : throw new SandboxRuntimeException($"A pod {asked.Metadata.Name} that is none of ours is there already.");

    private async Task<T> Repeat<T>(string otherwise, Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await AnswerLimit.Within(AnswerLimit.OfOne, time, request, cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested && IsPassing(fault) && tries < MostTries)
            {
                await Backoff.Wait(tries, fault, time, cancellation);
            }
            catch (Exception fault) when (!cancellation.IsCancellationRequested && ApiFaults.Is(fault))
            {
                throw Refused(otherwise, fault);
            }
        }
    }

    // A conflict over something else than the name is one of two writers, as over the count that a quota keeps: the server asks for a repetition.
    private static bool IsPassing(Exception fault) => fault switch
    {
        HttpOperationException { Response.StatusCode: HttpStatusCode.Conflict } => true,
        HttpOperationException refused => refused.Response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError,
        _ => ApiFaults.Is(fault),
    };

    private static Exception Refused(string otherwise, Exception fault)
    {
        var sentence = $"{otherwise}. {ApiFaults.Sentence(fault)}";
        var status = (fault as HttpOperationException)?.Response.StatusCode;
        var isQuota = status == HttpStatusCode.Forbidden && sentence.Contains("exceeded quota", StringComparison.Ordinal);
        return (status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden) && !isQuota
            ? new NamespaceDoubtException(sentence, fault)
            : new SandboxRuntimeException(sentence, fault) { Reason = isQuota ? EndReason.Quota : EndReason.StartFailed };
    }
}

/// <summary>A pod was refused in a way that says that its namespace, or what stands in it, is not there.</summary>
internal sealed class NamespaceDoubtException(string message, Exception inner) : Exception(message, inner);
