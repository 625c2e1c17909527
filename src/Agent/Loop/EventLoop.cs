namespace Sandboxes.Agent;

/// <summary>What an open descriptor belongs to.</summary>
internal interface IReadiness
{
    void Ready(int descriptor, uint events);
}

/// <summary>What has to be done at a time: when next, and then doing it.</summary>
internal interface ITimed
{
    /// <summary><see cref="TimeSpan.MaxValue"/>: never.</summary>
    TimeSpan Next { get; }

    void Expire(TimeSpan now);
}

/// <summary>The one thread: waits for descriptors and times, and calls whom they belong to.</summary>
internal sealed class EventLoop
{
    private const int MostEvents = 64;
    private const int LongestWaitMs = 60_000;
    private readonly int _epoll = Sys.CreateEpoll();
    private readonly List<ITimed> _timed = [];
    private IReadiness?[] _sources = new IReadiness?[64];

    /// <summary>The boot clock, as of this turn of the loop.</summary>
    public TimeSpan Now { get; private set; } = Clock();

    public static TimeSpan Clock() => new(Native.BootTimeNanoseconds() / 100);

    public void Add(ITimed timed) => _timed.Add(timed);

    public void Add(int descriptor, uint events, IReadiness source)
    {
        if (descriptor >= _sources.Length)
        {
            Array.Resize(ref _sources, Math.Max(descriptor + 1, _sources.Length * 2));
        }

        _sources[descriptor] = source;
        Sys.ControlEpoll(_epoll, 1, descriptor, events);
    }

    public void Change(int descriptor, uint events) => Sys.ControlEpoll(_epoll, 3, descriptor, events);

    /// <summary>Forgets a descriptor and closes it.</summary>
    public void Close(int descriptor)
    {
        _sources[descriptor] = null;
        Sys.ControlEpoll(_epoll, 2, descriptor, 0);
        Sys.Close(descriptor);
    }

    /// <param name="beforeEachWait">Ends what the last turn began; what was there before the first one, too.</param>
    public void Run(Action beforeEachWait)
    {
        Span<EpollEvent> events = stackalloc EpollEvent[MostEvents];
        while (true)
        {
            beforeEachWait();
            var count = Sys.WaitEpoll(_epoll, events, WaitMs());
            Now = Clock();
            for (var i = 0; i < count; i++)
            {
                _sources[events[i].Descriptor]?.Ready(events[i].Descriptor, events[i].Events);
            }

            ExpireAll();
        }
    }

    private void ExpireAll()
    {
        foreach (var timed in _timed)
        {
            if (timed.Next <= Now)
            {
                timed.Expire(Now);
            }
        }
    }

    // Asks the clock again: what this turn did took time, and a wait that is a millisecond too long is seen by a caller.
    private int WaitMs()
    {
        var next = TimeSpan.MaxValue;
        foreach (var timed in _timed)
        {
            next = timed.Next < next ? timed.Next : next;
        }

        return next == TimeSpan.MaxValue
            ? LongestWaitMs
            : (int)Math.Clamp(Math.Ceiling((next - Clock()).TotalMilliseconds), 0, LongestWaitMs);
    }
}
