using System.Threading.Channels;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>
/// Carries out what waits in batches, one after the other: while one is on its way the next one gathers, so a batch is as large as the load makes it. What is about the same
/// session keeps its order and never shares a batch.
/// </summary>
internal sealed class Batches<T, TAnswer> : IAsyncDisposable where T : Pending<TAnswer>
{
    /// <summary>What may wait; at the limit nothing is taken.</summary>
    public const int MostWaiting = 10_000;

    /// <summary>The largest batch.</summary>
    public const int MostAtOnce = 512;

    private readonly Channel<T> _waiting = Channel.CreateBounded<T>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Queue<T> _held = [];
    private readonly HashSet<SessionId> _sessions = [];
    private readonly List<T> _batch = new(MostAtOnce);
    private readonly Func<IReadOnlyList<T>, Task> _carryOut;
    private readonly Task _loop;

    /// <param name="carryOut">Answers all that it is given; what it throws is the answer of those that it did not.</param>
    public Batches(Func<IReadOnlyList<T>, Task> carryOut)
    {
        _carryOut = carryOut;
        _loop = Task.Run(Run);
    }

    /// <summary>False: too many wait, or it is being stopped.</summary>
    public bool TryAdd(T item) => _waiting.Writer.TryWrite(item);

    /// <summary>Carries out what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
    }

    private async Task Run()
    {
        while (_held.Count > 0 || await _waiting.Reader.WaitToReadAsync())
        {
            Gather();
            await CarryOut();
        }
    }

    private async Task CarryOut()
    {
        try
        {
            await _carryOut(_batch);
        }
        catch (Exception fault)
        {
            foreach (var item in _batch)
            {
                item.Fail(fault);
            }
        }
    }

    private void Gather()
    {
        _batch.Clear();
        _sessions.Clear();
        for (var before = _held.Count; before > 0; before--)
        {
            Place(_held.Dequeue());
        }

        while (_batch.Count + _held.Count < MostAtOnce && _waiting.Reader.TryRead(out var item))
        {
            Place(item);
        }
    }

    private void Place(T item)
    {
        if (_batch.Count < MostAtOnce && _sessions.Add(item.Id))
        {
            _batch.Add(item);
        }
        else
        {
            _held.Enqueue(item);
        }
    }
}
