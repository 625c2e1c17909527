using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;

namespace Sandboxes.Silo.Tests.Kubernetes;

public sealed class PodCacheTests
{
    private static readonly PodView Pending = new() { Name = "s1-a", Namespace = "sandboxes", Uid = "1", Node = "node1" };
    private static readonly PodView Running = Pending with { RunningAt = "10.0.0.1" };

    private readonly PodCache _cache = new(_ => new(EndReason.Operator, null));

    [Fact]
    public void Add_OfAPodThatTheWatchKnowsBetter_ChangesNothing()
    {
        _cache.Put(Running);
        _cache.Add(Pending);
        Assert.Equal(Running, _cache.Find(Running.Name));
    }

    [Fact]
    public async Task Add_OfAPodThatHasEnded_IsGoneAtOnce()
    {
        _cache.Add(Pending with { End = new(EndReason.Evicted, null) });
        Assert.Equal(new SandboxGone(EndReason.Evicted, null), await _cache.Gone(Pending.Name)!);
    }

    [Fact]
    public void SpokenTo_OfAPodThatIsNoMore_IsForgotten()
    {
        _cache.Put(Running);
        _cache.NoteSpokenTo(Running.Name);
        Assert.True(_cache.IsSpokenTo(Running.Name));
        _cache.Remove(Running);
        Assert.False(_cache.IsSpokenTo(Running.Name));
        _cache.NoteSpokenTo(Running.Name);
        _cache.Put(Running with { Uid = "2" });
        Assert.False(_cache.IsSpokenTo(Running.Name));
    }
}
