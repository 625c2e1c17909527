using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Silo.Runtimes.Simulated;

internal sealed partial class SimulatedSandbox
{
    private static readonly TimeSpan LongestWipe = TimeSpan.FromSeconds(10);
    private WipeReport _lastProof = WipeReport.Unknown;
    private string? _wipedLease;

    /// <summary>Begins, and ends when somebody asks for the proof.</summary>
    public LatchResult Wipe(LeaseId lease)
    {
        lock (_lock)
        {
            if (_latch.Phase != LatchPhase.Wiping && _latch.Generation >= Template.MaxUses)
            {
                return LatchResult.NotBound;
            }

            var step = _latch.Wipe(Now, lease.Value, LongestWipe, Busy);
            _latch = step.State;
            if (step.Answer == LatchAnswer.Ok)
            {
                Forget(lease);
            }

            return Settled(step.Answer);
        }
    }

    public WipeReport Proof(LeaseId lease)
    {
        lock (_lock)
        {
            if (lease.Value != _wipedLease)
            {
                return WipeReport.Unknown;
            }

            if (_latch.Phase == LatchPhase.Wiping)
            {
                _lastProof = _faults.NextWipeLeavesTraces() ? new(Abstractions.WipeOutcome.NotProved, [new(Abstractions.TraceKind.File, "/workspace/left", "file")]) : new(Abstractions.WipeOutcome.Proved, []);
                _latch = _latch.Wiped(Now, proved: _lastProof.Outcome == Abstractions.WipeOutcome.Proved);
                Settled(LatchAnswer.Ok);
            }

            return _lastProof;
        }
    }

    private void Forget(LeaseId lease)
    {
        _executions?.Lose();
        (_executions, _workspace, _used, _wipedLease) = (null, null, false, lease.Value);
    }
}
