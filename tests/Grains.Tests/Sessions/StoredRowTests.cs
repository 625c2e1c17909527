using Sandboxes.Grains;
using Sandboxes.GrainTests.Cluster;

namespace Sandboxes.GrainTests.Sessions;

public sealed class StoredRowTests
{
    private static readonly SessionRow Ours = new() { Incarnation = 1, Lease = new("o/s/1"), Sandbox = new("n", "s1") };

    private readonly SharedStorage _storage = new();
    private readonly List<Exception> _noted = [];
    private readonly StoredRow _stored;

    public StoredRowTests() => _stored = new(_storage, GrainId.Create("session", "default/alice"), _noted.Add);

    [Fact]
    public async Task Write_StorageAway_WaitsToBeWrittenAgain()
    {
        _storage.Broken = true;
        Assert.Equal((Saved.Unknown, true), (await _stored.Write(Ours), _stored.IsPending));
        _storage.Broken = false;
        Assert.Equal((Saved.Written, false), (await _stored.Flush(), _stored.IsPending));
        Assert.Equal(Ours, _storage.Row("alice"));
    }

    [Fact]
    public async Task Write_StorageCanNeverTakeIt_IsGivenUp()
    {
        var failure = new InvalidOperationException("A value that no column takes.");
        _storage.BeforeWrite = _ => throw failure;
        Assert.Equal((Saved.Impossible, false), (await _stored.Write(Ours), _stored.IsPending));
        Assert.Equal([failure], _noted);
        _storage.BeforeWrite = _ => Task.CompletedTask;
        Assert.Equal(Saved.Written, await _stored.Flush());
        Assert.Null(_storage.Row("alice"));
    }

    [Fact]
    public async Task Peek_AnotherWentOn_IsSeenAndNotWrittenOver()
    {
        await _stored.Write(Ours);
        var other = Ours with { Incarnation = 2, Lease = new("o/s/2") };
        _storage.Put("alice", other);

        Assert.Equal((other, Ours), ((await _stored.Peek()).State, _stored.Row));
        Assert.Equal(Saved.Superseded, await _stored.Write(Ours with { ActiveAt = Ours.ActiveAt.AddSeconds(1) }));
        Assert.Equal(other, _storage.Row("alice"));
    }
}
