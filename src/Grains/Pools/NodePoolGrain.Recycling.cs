using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    public ValueTask Wiping(SandboxId sandbox, LeaseId lease)
    {
        _pool.Wiping(sandbox.Name, lease, Now, _effects);
        CarryOut();
        Nudge();
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<StoredLease>> Outlived(IReadOnlyList<StoredLease> leases) =>
        ValueTask.FromResult<IReadOnlyList<StoredLease>>([.. leases.Where(stored => _pool.HasOutlived(stored.Sandbox.Name, stored.Lease))]);

    private async Task Wipe(PoolEffect.Wipe wipe)
    {
        var from = _time.GetTimestamp();
        var report = await ProofOf(wipe);
        Meters.Wiped(_time.GetElapsedTime(from), report);
        if (report.Outcome != WipeOutcome.Proved)
        {
            LogNotProved(wipe.Sandbox, report.Outcome, string.Join("; ", report.Found));
        }

        _pool.Wiped(wipe.Sandbox, report.Outcome, Now, _effects);
    }

    private async Task<WipeReport> ProofOf(PoolEffect.Wipe wipe)
    {
        try
        {
            return await Sandbox(wipe.Sandbox).Proof(wipe.Lease);
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogFault($"the wipe of {wipe.Sandbox}", failure);
            return WipeReport.Unknown;
        }
    }

    [LoggerMessage(105, LogLevel.Warning, "Sandbox {Sandbox} was wiped and is destroyed, for the proof came to {Outcome}: {Found}")]
    private partial void LogNotProved(string sandbox, WipeOutcome outcome, string found);
}
