namespace Sandboxes.Simulation;

/// <summary>
/// The clocks of one process: a monotonic one with an origin of its own, a wall clock that may be wrong, and timers that stop with the process.
/// </summary>
internal sealed class SimTime(SimKernel kernel, TimeSpan origin) : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);

    /// <summary>How wrong the wall clock is.</summary>
    public TimeSpan Skew { get; set; }

    public bool IsStopped { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => (kernel.Now + origin).Ticks;

    /// <summary>What a right clock says.</summary>
    public static DateTimeOffset DateAt(TimeSpan now) => Epoch + now;

    public override DateTimeOffset GetUtcNow() => DateAt(kernel.Now) + Skew;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(this, kernel, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class SimTimer(SimTime time, SimKernel kernel, TimerCallback callback, object? state) : ITimer, IDue
    {
        private int _version;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (_version, _period) = (_version + 1, period);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                kernel.At(kernel.Now + dueTime, this, _version);
            }

            return true;
        }

        public void Fire(int version)
        {
            if (version != _version || time.IsStopped)
            {
                return;
            }

            if (_period > TimeSpan.Zero)
            {
                kernel.At(kernel.Now + _period, this, _version);
            }

            callback(state);
        }

        public void Dispose() => _version++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
