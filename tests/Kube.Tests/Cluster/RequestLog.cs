using System.Collections.Concurrent;
using System.Net;

namespace Sandboxes.Kube.Tests.Cluster;

/// <summary>What a client asked of the API server: verb and resource, as roles name them.</summary>
internal sealed class RequestLog : DelegatingHandler
{
    private readonly ConcurrentQueue<(string Group, string Resource, string Verb)> _requests = new();
    private int _answers;
    private int _writes;

    public IReadOnlyList<(string Group, string Resource, string Verb)> Requests => [.. _requests];

    /// <summary>Writes that were not refused because the object had changed meanwhile: the cluster writes into some of them itself, and then the same is written again.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public void Clear()
    {
        _requests.Clear();
        Volatile.Write(ref _writes, 0);
    }

    /// <summary>How many were answered, watches from their beginning on.</summary>
    public int Answers => Volatile.Read(ref _answers);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = Of(request);
        _requests.Enqueue(asked);
        var answer = await base.SendAsync(request, cancellationToken);
        Interlocked.Increment(ref _answers);
        if (asked.Verb is not ("get" or "list" or "watch") && answer.StatusCode != HttpStatusCode.Conflict)
        {
            Interlocked.Increment(ref _writes);
        }

        return answer;
    }

    // api/v1/[namespaces/NS/]RESOURCE[/NAME] or apis/GROUP/v1/...
    private static (string Group, string Resource, string Verb) Of(HttpRequestMessage request)
    {
        var parts = request.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (group, rest) = parts[0] == "api" ? ("", parts[2..]) : (parts[1], parts[3..]);
        if (rest is ["namespaces", _, _, ..])
        {
            rest = rest[2..];
        }

        return (group, rest[0], request.Method.Method switch
        {
            "POST" => "create",
            "PUT" => "update",
            "PATCH" => "patch",
            "DELETE" => "delete",
            _ when request.RequestUri.Query.Contains("watch=true", StringComparison.Ordinal) => "watch",
            _ => rest.Length > 1 ? "get" : "list",
        });
    }
}
