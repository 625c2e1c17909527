using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Http;

namespace Sandboxes.Silo.Tests.Kubernetes.Fake;

internal sealed partial class FakeApiServer
{
    private async Task Serve(HttpContext context)
    {
        var (verb, serve) = Route(context);
        Requests.Enqueue(verb == "watch" ? $"{verb} {context.Request.Query["resourceVersion"]}" : verb);
        if (_faults.TryGetValue(verb, out var faults) && faults.TryDequeue(out var fault))
        {
            await fault(context, serve);
            return;
        }

        await serve();
    }

    private (string Verb, Func<Task> Serve) Route(HttpContext context)
    {
        var isWatch = context.Request.Query["watch"] == "true";
        var path = context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries); // api v1 pods | api v1 namespaces NS pods [NAME]
        return (context.Request.Method, path) switch
        {
            ("GET", [.., "nodes"]) when isWatch => ("watch-nodes", () => Hang(context)),
            ("GET", [.., "nodes"]) => ("list-nodes", () => Answer(context, 200, new V1NodeList { Metadata = new() { ResourceVersion = "1" }, Items = [Node] })),
            ("GET", [_, _, "pods"]) when isWatch => ("watch", () => Watch(context)),
            ("GET", [_, _, "pods"]) when IsForOthers(context) => ("list-others", () => Answer(context, 200, new V1PodList { Metadata = new() { ResourceVersion = "1" }, Items = Others })),
            ("GET", [_, _, "pods"]) => (context.Request.Query["labelSelector"].ToString().Contains(',') ? "find" : "list", () => List(context)),
            ("POST", [.., "pods"]) => ("create", () => Create(context)),
            ("GET", [.., "pods", { } name]) => ("get", () => Pods.FirstOrDefault(pod => pod.Metadata.Name == name) is { } pod ? Answer(context, 200, pod) : Refuse(context, 404, "NotFound")),
            ("DELETE", [.., "pods", { } name]) => ("delete", () => Delete(context, name)),
            ("GET", [.., "pods", _, "exec"]) => ("exec", () => Refuse(context, 500, "InternalError", "no such container")),
            _ => ("unknown", () => Refuse(context, 501, "NotImplemented")),
        };
    }

    public static Task Answer<T>(HttpContext context, int status, T body) => Write(context, status, KubernetesJson.Serialize(body));

    public static Task Refuse(HttpContext context, int status, string reason, string message = "no") => Write(context, status, Status(status, reason, message));

    /// <summary>A status instead of the effect.</summary>
    public static Func<HttpContext, Func<Task>, Task> Refusal(int status, string reason, string message = "no", int? retryAfter = null) => (context, _) =>
    {
        if (retryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        return Refuse(context, status, reason, message);
    };

    /// <summary>An answer that is no API server's, as of a proxy before it; instead of the effect.</summary>
    public static Task Garble(HttpContext context, Func<Task> serve) => Write(context, 200, "<html>Welcome</html>");

    /// <summary>The effect, and then the connection breaks before the answer.</summary>
    public static async Task LoseReply(HttpContext context, Func<Task> serve)
    {
        context.Response.Body = Stream.Null;
        await serve();
        context.Abort();
    }

    /// <summary>No answer, as from a server that is frozen.</summary>
    public static Task Hang(HttpContext context, Func<Task>? serve = null) =>
        Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    // By hand: the client's own V1Status can only be read.
    private static string Status(int status, string reason, string message) =>
        JsonSerializer.Serialize(new { kind = "Status", apiVersion = "v1", status = "Failure", reason, message, code = status });

    private static Task Write(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    private static bool IsForOthers(HttpContext context) => context.Request.Query["labelSelector"].ToString().Contains("!=");

    private Task List(HttpContext context)
    {
        var query = context.Request.Query;
        var wanted = query["labelSelector"].ToString().Split(',').Select(label => label.Split('=')).ToList();
        var most = Math.Min(PageSize, int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit) ? limit : int.MaxValue);
        var after = query["continue"].ToString();
        lock (_lock)
        {
            var rest = _pods.Values.Where(pod => string.CompareOrdinal(pod.Metadata.Name, after) > 0 && wanted.All(label => pod.GetLabel(label[0]) == label[1])).Take(most + 1).ToList();
            var page = rest.Take(most).ToList();
            var json = KubernetesJson.Serialize(new V1PodList { Items = page, Metadata = new() { ResourceVersion = $"{_version}", ContinueProperty = rest.Count > most ? page[^1].Metadata.Name : null } });
            Interlocked.Add(ref _listed, json.Length);
            return Write(context, 200, json);
        }
    }

    private async Task Watch(HttpContext context)
    {
        var before = BeforeWatch;
        BeforeWatch = null;
        before?.Invoke();
        var lines = Channel.CreateUnbounded<string>();
        lock (_lock)
        {
            var since = long.Parse(context.Request.Query["resourceVersion"]!, CultureInfo.InvariantCulture);
            foreach (var line in since < _forgotten ? [Expired] : _events.Where(one => one.Version > since).Select(one => one.Line))
            {
                lines.Writer.TryWrite(line);
            }

            _watches.Add((lines, context));
            Watched++;
            if (EndsWatches)
            {
                Bookmark();
                EndWatchesNow();
            }
        }

        context.Response.ContentType = "application/json";
        await context.Response.StartAsync();
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(context.RequestAborted))
            {
                Interlocked.Add(ref _told, line.Length);
                await context.Response.WriteAsync(line);
                await context.Response.Body.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The client has left.
        }
        finally
        {
            lock (_lock)
            {
                _watches.RemoveAll(watch => watch.Lines == lines);
            }
        }
    }

    private async Task Create(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var pod = KubernetesJson.Deserialize<V1Pod>(await reader.ReadToEndAsync());
        if (Pods.Any(there => there.Metadata.Name == pod.Metadata.Name))
        {
            await Refuse(context, 409, "AlreadyExists");
            return;
        }

        pod.Metadata.Uid = Guid.NewGuid().ToString();
        Put(pod);
        await Answer(context, 201, pod);
    }

    private async Task Delete(HttpContext context, string name)
    {
        using var reader = new StreamReader(context.Request.Body);
        var options = KubernetesJson.Deserialize<V1DeleteOptions>(await reader.ReadToEndAsync());
        var pod = Pods.FirstOrDefault(pod => pod.Metadata.Name == name);
        if (pod is null)
        {
            await Refuse(context, 404, "NotFound");
        }
        else if (options.Preconditions.Uid != pod.Metadata.Uid)
        {
            await Refuse(context, 409, "Conflict", "the UID in the precondition is another");
        }
        else
        {
            Delete(name);
            await Answer(context, 200, pod);
        }
    }
}
