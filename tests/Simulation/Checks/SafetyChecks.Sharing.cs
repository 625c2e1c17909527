using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>
/// Reserves and quotas. A reserve is a pool's: of one shelf that all share, as that pool believes who holds what. A quota is the runtime's, which refuses to make more; what the pools promise is that a full one does not turn those away
/// who said that they wait.
/// </summary>
internal sealed partial class SafetyChecks
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(100);

    /// <summary>Leases of which it was said which sandbox they are to have.</summary>
    private readonly HashSet<string> _told = [];

    /// <summary>Only what all share and of which some are to be idle is kept for anybody.</summary>
    public static bool KeepsReserves(Shelf shelf) => shelf is { IsClosed: false, Template: { Scope: Scopes.Shared, MinIdle: > 0 } or { Scope: Scopes.Shared, MaxIdle: > 0 } };

    public void Refused(SessionId session, OpenSession request, Refusal refusal, TimeSpan asked)
    {
        if (refusal.Code == RefusalCode.QuotaExceeded && request.WhenEmpty == WhenEmpty.Wait && world.Now - asked + Instant < TimeSpan.FromSeconds(request.WaitSeconds))
        {
            Violated("quota-too-soon", $"{session} was told of a full quota after {(world.Now - asked).TotalSeconds:0.0} s and said that it waits for {request.WaitSeconds} s.");
        }
    }

    /// <summary>
    /// Whoever has used his reserve up leaves as many idle as are kept for the others, and as the node has room for. Of what was given at the same moment and is told of only after this one nothing had been taken yet.
    /// </summary>
    private void RequireNotReserved(Pool pool, Shelf shelf, SimSandbox sandbox, LeaseRequest request)
    {
        if (world.Topology.Reserved.Sum() == 0 || !KeepsReserves(shelf))
        {
            return;
        }

        var (idle, held) = (shelf.Idle.Count, new int[world.Topology.Reserved.Count]);
        foreach (var known in Internals.Sandboxes(pool).Values)
        {
            if (known.Shelf != shelf || known.Phase is not (SandboxPhase.Binding or SandboxPhase.Bound))
            {
                continue;
            }

            if (known.Name == sandbox.Id.Name && known.From == ServedFrom.Cold)
            {
                return;
            }

            if (known.Name == sandbox.Id.Name || (known.Phase == SandboxPhase.Binding && known.Lease is { } given && !_told.Contains(given.Value)))
            {
                idle++;
            }
            else if ((known.Lease?.Session?.Organization ?? known.Holder) is { } holder)
            {
                held[holder[1] - '0']++;
            }
        }

        _told.Add(request.Lease.Value);
        var unused = held.Select((holds, organization) => Math.Max(0, world.Topology.Reserved[organization] - holds)).ToList();
        if (unused[request.Session.Organization[1] - '0'] == 0 && idle <= Math.Min(unused.Sum(), shelf.RoomForReserves))
        {
            Violated("reserve-given-away", $"{sandbox.Id.Name} was chosen for {world.Story.Lease(request.Lease.Value)}, one of {idle} idle ones; {string.Join(" and ", unused)} are kept.");
        }
    }
}
