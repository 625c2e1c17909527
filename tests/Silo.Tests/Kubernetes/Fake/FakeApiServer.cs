using System.Collections.Concurrent;
using System.Threading.Channels;
using k8s;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sandboxes.Silo.Tests.Kubernetes.Fake;

/// <summary>Pods and nodes of an API server, with lists in pages, watches that replay what they missed, and faults on demand. What it does not know it does not pretend.</summary>
internal sealed partial class FakeApiServer : IAsyncDisposable
{
    private const long FirstVersion = 100;

    /// <summary>Older ones it has forgotten.</summary>
    private const int MostEvents = 1_000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, V1Pod> _pods = new(StringComparer.Ordinal);
    private readonly Queue<(long Version, string Line)> _events = new();
    private readonly List<(Channel<string> Lines, HttpContext Context)> _watches = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Func<HttpContext, Func<Task>, Task>>> _faults = new();
    private readonly WebApplication _app;
    private long _version = FirstVersion;
    private long _forgotten;
    private long _listed;
    private long _told;

    private FakeApiServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(Serve);
    }

    public string Url => _app.Urls.First();

    /// <summary>The verb of each request, with the version where it is a watch of pods.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Bytes of all listings of our pods, and of all that watches of them were told.</summary>
    public (long Listed, long Told) Traffic => (Interlocked.Read(ref _listed), Interlocked.Read(ref _told));

    public V1Node Node { get; } = new()
    {
        Metadata = new() { Name = "node1", ResourceVersion = "1" },
        Status = new() { Conditions = [new() { Type = "Ready", Status = "True" }], Allocatable = new Dictionary<string, ResourceQuantity> { ["pods"] = new("110"), ["cpu"] = new("4"), ["memory"] = new("8Gi") } },
    };

    /// <summary>Pods that are none of ours.</summary>
    public List<V1Pod> Others { get; } = [];

    /// <summary>The most pods in one page.</summary>
    public int PageSize { get; set; } = int.MaxValue;

    /// <summary>Nothing of what happens is told to watches, nor will be.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Watches end as soon as they have begun, with a bookmark for a farewell.</summary>
    public bool EndsWatches { get; set; }

    /// <summary>How many watches of pods have begun.</summary>
    public int Watched { get; private set; }

    /// <summary>Happens once, after a listing and before the watch that follows it.</summary>
    public Action? BeforeWatch { get; set; }

    public static async Task<FakeApiServer> Start()
    {
        var server = new FakeApiServer();
        await server._app.StartAsync();
        return server;
    }

    public int Count(string verb) => Requests.Count(request => request.Split(' ')[0] == verb);

    /// <summary>The next so many requests of a verb (list, watch, create, get, delete) meet this instead.</summary>
    public void Play(string verb, int times, Func<HttpContext, Func<Task>, Task> fault)
    {
        var queue = _faults.GetOrAdd(verb, _ => new());
        for (var time = 0; time < times; time++)
        {
            queue.Enqueue(fault);
        }
    }

    public IReadOnlyList<V1Pod> Pods
    {
        get
        {
            lock (_lock)
            {
                return [.. _pods.Values];
            }
        }
    }

    /// <summary>A pod appears or changes.</summary>
    public void Put(V1Pod pod)
    {
        lock (_lock)
        {
            var type = _pods.ContainsKey(pod.Metadata.Name) ? "MODIFIED" : "ADDED";
            pod.Metadata.ResourceVersion = $"{++_version}";
            _pods[pod.Metadata.Name] = pod;
            Tell(type, pod);
        }
    }

    public bool Delete(string name)
    {
        lock (_lock)
        {
            if (!_pods.Remove(name, out var pod))
            {
                return false;
            }

            pod.Metadata.ResourceVersion = $"{++_version}";
            Tell("DELETED", pod);
            return true;
        }
    }

    /// <summary>Says to every watch what the pod is, without a change.</summary>
    public void Repeat(string type, V1Pod pod)
    {
        lock (_lock)
        {
            Send(Line(type, KubernetesJson.Serialize(pod)));
        }
    }

    /// <summary>A bookmark of a version that is far ahead.</summary>
    public long Bookmark()
    {
        lock (_lock)
        {
            _version += 1_000;
            Send(Line("BOOKMARK", $$$"""{"kind":"Pod","apiVersion":"v1","metadata":{"resourceVersion":"{{{_version}}}"}}"""));
            return _version;
        }
    }

    /// <summary>Every watch is told that its version is forgotten, and ends.</summary>
    public void Expire()
    {
        lock (_lock)
        {
            Send(Expired);
            EndWatchesNow();
        }
    }

    /// <summary>Every watch ends as after its time.</summary>
    public void EndWatchesNow()
    {
        lock (_lock)
        {
            _watches.ForEach(watch => watch.Lines.Writer.TryComplete());
            _watches.Clear();
        }
    }

    /// <summary>Every watch's connection breaks.</summary>
    public void CutWatches()
    {
        lock (_lock)
        {
            _watches.ForEach(watch => watch.Context.Abort());
            _watches.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        CutWatches();
        return _app.DisposeAsync();
    }

    private static string Expired => Line("ERROR", Status(410, "Expired", "too old resource version"));

    private static string Line(string type, string body) => $$"""{"type":"{{type}}","object":{{body}}}""" + "\n";

    private void Tell(string type, V1Pod pod)
    {
        if (!IsSilent)
        {
            var line = Line(type, KubernetesJson.Serialize(pod));
            _events.Enqueue((_version, line));
            if (_events.Count > MostEvents)
            {
                _forgotten = _events.Dequeue().Version;
            }

            Send(line);
        }
    }

    private void Send(string line) => _watches.ForEach(watch => watch.Lines.Writer.TryWrite(line));
}
