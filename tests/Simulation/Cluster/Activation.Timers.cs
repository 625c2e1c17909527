using Orleans.Timers;

namespace Sandboxes.Simulation;

internal sealed partial class Activation : ITimerRegistry
{
    public IGrainTimer RegisterGrainTimer<TState>(IGrainContext grainContext, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    {
        var timer = new SimGrainTimer(world, this, () => callback(state, CancellationToken.None), options.Interleave);
        _timers.Add(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public IDisposable RegisterTimer(IGrainContext grainContext, Func<object?, Task> asyncCallback, object? state, TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

    /// <summary>The next period is counted from the end of a callback, as Orleans does it. A callback that throws does not stop later ones.</summary>
    private sealed class SimGrainTimer(World world, Activation owner, Func<Task> callback, bool interleaves) : IGrainTimer, IDue
    {
        private int _version;
        private TimeSpan _period;

        public void Change(TimeSpan dueTime, TimeSpan period)
        {
            (_version, _period) = (_version + 1, period);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                world.Kernel.At(world.Now + dueTime, this, _version);
            }
        }

        public void Fire(int version)
        {
            if (version == _version && owner.Silo.IsAlive && owner.Enter())
            {
                _ = Run(version);
            }
        }

        private async Task Run(int version)
        {
            if (!interleaves)
            {
                await owner.Turn();
            }

            try
            {
                await callback();
            }
            catch (Exception failure)
            {
                world.Checks.TimerThrew(owner, failure);
            }

            if (!interleaves)
            {
                owner.EndTurn();
            }

            world.Checks.Touched(owner);
            if (version == _version && _period > TimeSpan.Zero)
            {
                world.Kernel.At(world.Now + _period, this, _version);
            }

            owner.Exit();
        }

        public void Dispose() => _version++;

        public override string ToString() => $"A timer of {owner.Key.Kind} {owner.Key.Name}";
    }
}
