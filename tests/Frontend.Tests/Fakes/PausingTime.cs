using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Sandboxes.Frontend.Tests;

/// <summary>
/// Time that a test lets pass only while somebody pauses: the code under test runs on other threads, and a limit on an answer that is on its way must not be passed because the test was faster.
/// </summary>
public sealed class PausingTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    /// <summary>What is longer is a limit on something else, and no pause.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Pause, bool> _pauses = new();

    /// <summary>Lets the next pause pass, if there is one.</summary>
    public void PassPause()
    {
        if (_pauses.Keys.MinBy(pause => pause.DueTime) is { } next)
        {
            Advance(next.DueTime);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        return dueTime > TimeSpan.Zero && dueTime <= LongestPause ? new Pause(this, timer, dueTime) : timer;
    }

    private sealed class Pause : ITimer
    {
        private readonly PausingTime _time;
        private readonly ITimer _timer;

        public Pause(PausingTime time, ITimer timer, TimeSpan dueTime)
        {
            (_time, _timer, DueTime) = (time, timer, dueTime);
            time._pauses[this] = true;
        }

        public TimeSpan DueTime { get; }

        public bool Change(TimeSpan dueTime, TimeSpan period) => _timer.Change(dueTime, period);

        public void Dispose()
        {
            _time._pauses.TryRemove(this, out _);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
