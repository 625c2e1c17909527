namespace Sandboxes.Grains;

/// <summary>
/// How many sandboxes would be on their way at a moment if every arrival had been served from the shelf and replaced at once. An arrival finds the shelf empty exactly when that many are as many as the
/// shelf holds, so what it says at arrivals is what a target has to exceed. Memory: one time for each that is on its way, at most <see cref="Most"/>.
/// </summary>
internal sealed class ReplacementQueue
{
    /// <summary>The most that are told apart; further arrivals find that many.</summary>
    public const int Most = 4_096;

    private readonly Queue<TimeSpan> _ready = new();
    private TimeSpan[] _slots = [];
    private int _next;

    public int CountAt(TimeSpan now)
    {
        while (_ready.TryPeek(out var ready) && ready <= now)
        {
            _ready.Dequeue();
        }

        return _ready.Count;
    }

    /// <summary>One was taken. Its replacement takes <paramref name="refill"/>, and as many are made at a time as there are slots; more of them wait for their turn.</summary>
    public void Add(TimeSpan now, TimeSpan refill, int slots)
    {
        if (CountAt(now) >= Most)
        {
            return;
        }

        Resize(slots);
        var begins = _slots[_next] > now ? _slots[_next] : now;
        _slots[_next] = begins + refill;
        _ready.Enqueue(_slots[_next]);
        _next = (_next + 1) % _slots.Length;
    }

    private void Resize(int slots)
    {
        if (_slots.Length != slots)
        {
            (_slots, _next) = (new TimeSpan[slots], 0);
        }
    }
}
