using Sandboxes.Chaos.Checking.Calm;
using Sandboxes.Chaos.Checking.Ends;
using Sandboxes.Chaos.Checking.Leases;
using Sandboxes.Chaos.Checking.Registers;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking;

/// <summary>Judges a history. The same history gives the same violations, on any machine, at any time.</summary>
internal static class Checker
{
    public static IReadOnlyList<Violation> Check(History history, CheckerLimits? limits = null)
    {
        var evidence = new Dossier(history, limits ?? new());
        return
        [
            .. OneLease.Check(evidence),
            .. OneSession.Check(evidence),
            .. NoLeak.Check(evidence),
            .. Reachable.Check(evidence),
            .. EndExplained.Check(evidence),
            .. EndFinal.Check(evidence),
            .. Replaced.Check(evidence),
            .. WritesKept.Check(evidence),
            .. NoOrphans.Check(evidence),
            .. NoWidows.Check(evidence),
            .. PoolsAtTarget.Check(evidence),
            .. AllAnswered.Check(evidence),
        ];
    }
}
