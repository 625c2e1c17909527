namespace Sandboxes.Bench.Traces;

/// <summary>
/// The policies that keep function instances warm after a use, turned to sandboxes that serve one user each: every arrival leaves one replacement behind, which is started some time after it and ends when nobody took it for some
/// time; who finds none has one started besides. The youngest is taken first, so that what is too much grows old.
/// </summary>
public sealed class ReplacePolicy
{
    private readonly PriorityQueue<Action, TimeSpan> _due = new();
    private readonly LinkedList<TimeSpan> _idle = new();
    private readonly Queue<TimeSpan> _waiting = new();
    private readonly TimeSpan[] _slots = new TimeSpan[Refill.AtATime];
    private readonly List<double> _waits = [];
    private readonly Random _random = new(1);
    private readonly Trace _trace;
    private readonly Func<TimeSpan, Window> _window;
    private TimeSpan _now;
    private double _idleSeconds;
    private int _hits;
    private int _next;

    private ReplacePolicy(Trace trace, Func<TimeSpan, Window> window) => (_trace, _window) = (trace, window);

    /// <summary>When after an arrival its replacement is started, and how long after the arrival it is kept.</summary>
    public readonly record struct Window(TimeSpan Start, TimeSpan Keep);

    /// <summary>Ten minutes after every use, as the first function platforms did.</summary>
    public static Outcome KeepAlive(Trace trace) => new ReplacePolicy(trace, _ => new(TimeSpan.Zero, TimeSpan.FromMinutes(10))).Run("keep-alive 10 min");

    /// <summary>Between the 5th and the 99th percentile of the gaps that were seen.</summary>
    public static Outcome Hybrid(Trace trace)
    {
        var gaps = new HybridHistogram();
        return new ReplacePolicy(trace, gaps.Next).Run("hybrid histogram");
    }

    private Outcome Run(string policy)
    {
        foreach (var arrival in _trace.Arrivals)
        {
            PassUntil(arrival);
            Ask();
        }

        PassUntil(_trace.Length);
        return new() { Policy = policy, Arrivals = _trace.Arrivals.Count, Hits = _hits, Waits = _waits, IdleSeconds = _idleSeconds };
    }

    private void Ask()
    {
        if (_idle.Last is { } youngest)
        {
            _idle.Remove(youngest);
            _hits++;
            _waits.Add(0);
        }
        else
        {
            _waiting.Enqueue(_now);
            Start(_now);
        }

        var (asked, window) = (_now, _window(_now));
        _due.Enqueue(() => Start(asked + window.Keep), _now + window.Start);
    }

    private void Start(TimeSpan until)
    {
        var ready = (_slots[_next] > _now ? _slots[_next] : _now) + Refill.Draw(_random);
        (_slots[_next], _next) = (ready, (_next + 1) % _slots.Length);
        _due.Enqueue(() => Stand(until), ready);
    }

    private void Stand(TimeSpan until)
    {
        if (_waiting.TryDequeue(out var asked))
        {
            _waits.Add((_now - asked).TotalSeconds);
            return;
        }

        var idle = _idle.AddLast(until);
        _due.Enqueue(() => End(idle), until > _now ? until : _now);
    }

    private void End(LinkedListNode<TimeSpan> idle)
    {
        if (idle.List is not null)
        {
            _idle.Remove(idle);
        }
    }

    private void PassUntil(TimeSpan to)
    {
        while (_due.TryPeek(out var what, out var at) && at <= to)
        {
            _due.Dequeue();
            Pass(at);
            what();
        }

        Pass(to);
    }

    private void Pass(TimeSpan to)
    {
        _idleSeconds += _idle.Count * (to - _now).TotalSeconds;
        _now = to;
    }
}
