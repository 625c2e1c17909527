namespace Sandboxes.Simulation;

/// <summary>
/// Virtual time and the one thread of a run. A step is one thing that came due and everything that follows from it at once. All code runs as tasks of this scheduler, so that no
/// continuation ever leaves the thread: the order is that of the queue, and so the same for the same seed.
/// </summary>
internal sealed class SimKernel : TaskScheduler
{
    /// <summary>Steps at one moment. More of them are a loop that would take a whole processor.</summary>
    private const int MostAtOnce = 20_000;

    private readonly EventQueue _events = new();
    private readonly Queue<Task> _ready = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    private volatile bool _isOver;

    private int _atOnce;

    /// <summary>Who is due again and again without any time passing; null: nobody.</summary>
    public string? Spinning { get; private set; }

    /// <summary>Since the run began.</summary>
    public TimeSpan Now { get; private set; }

    public long Steps { get; private set; }

    /// <summary>Of when each step was due and what was said of it: the same seed gives the same.</summary>
    public ulong Hash { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    public void At(TimeSpan at, IDue due, int version = 0) => _events.Add(Math.Max(at.Ticks, Now.Ticks), due, version);

    public void Note(int what) => Hash = Chance.Mixed(Hash ^ (ulong)what);

    /// <summary>Awaits virtual time.</summary>
    public Pause Pause(TimeSpan span) => new(this, Now + span);

    /// <summary>Begins, and runs what is due until <paramref name="proceed"/>, asked after each step, says no, or the steps are over.</summary>
    public void Run(Action begin, long steps, Func<bool> proceed)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var run = new Task(() => Loop(begin, steps, proceed));
        run.RunSynchronously(this);
        SynchronizationContext.SetSynchronizationContext(outer);
        run.GetAwaiter().GetResult();
    }

    private void Loop(Action begin, long steps, Func<bool> proceed)
    {
        begin();
        Drain();
        while (Steps < steps && _events.Count > 0 && proceed())
        {
            var entry = _events.Take();
            _atOnce = entry.At == Now.Ticks ? _atOnce + 1 : 0;
            if (_atOnce > MostAtOnce)
            {
                Spinning = entry.Due.ToString();
                break;
            }

            Now = new(entry.At);
            Steps++;
            Hash = Chance.Mixed(Hash ^ (ulong)entry.At);
            entry.Due.Fire(entry.Version);
            Drain();
        }

        _isOver = true;
    }

    private void Drain()
    {
        while (_ready.TryDequeue(out var task))
        {
            TryExecuteTask(task);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (Require())
        {
            _ready.Enqueue(task);
        }
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        return Require() && !taskWasPreviouslyQueued && TryExecuteTask(task);
    }

    protected override IEnumerable<Task> GetScheduledTasks() => _ready;

    /// <summary>False: the run is over, and what still comes are finalizers.</summary>
    private bool Require()
    {
        if (!_isOver && Environment.CurrentManagedThreadId != _thread)
        {
            Environment.FailFast("A continuation came from another thread: the run cannot be repeated.");
        }

        return !_isOver;
    }
}
