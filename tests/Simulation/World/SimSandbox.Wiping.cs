using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using WipeOutcome = Sandboxes.Abstractions.WipeOutcome;

namespace Sandboxes.Simulation;

internal sealed partial class SimSandbox
{
    private static readonly TimeSpan LongestWipe = TimeSpan.FromSeconds(10);

    private TaskCompletionSource _wiped = Done();
    private (string Lease, WipeOutcome Outcome)? _proof;

    /// <summary>The organization of every lease that it was ever for.</summary>
    public string? Organization { get; private set; }

    /// <summary>Completes when the wipe that goes on is over.</summary>
    public Task Wiped => _wiped.Task;

    public LatchResult Wipe(LeaseId lease)
    {
        if (_latch!.Generation >= template.MaxUses)
        {
            return LatchResult.NotBound;
        }

        var before = _latch.Phase;
        var result = Take(_latch.Wipe(Clock, lease.Value, LongestWipe, false));
        if (result == LatchResult.Ok && before != LatchPhase.Wiping)
        {
            world.Story.Tell($"{id.Name} wipes what {world.Story.Lease(lease.Value)} left");
            Why = EndReason.Released;
            world.Checks.Ended(this);
            _wiped = new();
            _ = Clean(lease.Value, world.Faults.Hits(Fault.WipeFails) || world.Planted == Planted.NoProof);
        }

        return result;
    }

    public WipeReport Proof(LeaseId lease) => _proof is { } proof && proof.Lease == lease.Value ? new(proof.Outcome, []) : WipeReport.Unknown;

    private async Task Clean(string lease, bool leaves)
    {
        await world.Kernel.Pause(world.Draw.Between(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(300)));
        var proved = !leaves || world.Planted == Planted.NoProof;
        if (!IsGone && _latch!.Phase == LatchPhase.Wiping)
        {
            _proof = (lease, proved ? WipeOutcome.Proved : WipeOutcome.NotProved);
            Forget(leaves);
            Take(new(_latch.Wiped(Clock, proved), LatchAnswer.Ok));
        }

        _wiped.TrySetResult();
    }

    /// <summary>What the lease before did counts no more, unless the wipe has left it.</summary>
    private void Forget(bool leaves) => (BoundBy, UsedBy, Used, WasConfirmed) = (null, leaves ? UsedBy : null, false, false);

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }
}
