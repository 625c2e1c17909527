using System.Collections.Immutable;

namespace Sandboxes.Agent.Protocol;

public sealed partial record Latch
{
    /// <summary>The most generations that any latch goes through, and so the most leases that it has to remember.</summary>
    public const int MostGenerations = 1_000;

    /// <summary>Counts the leases that it is for, from 1. Each proved wipe begins the next.</summary>
    public int Generation => Former.Count + 1;

    /// <summary>Leases of earlier generations. None of them ever holds it again, however late what they say arrives.</summary>
    private ImmutableHashSet<string> Former { get; init; } = [];

    public bool WasHeldBy(string lease) => Former.Contains(lease);

    /// <summary>
    /// Ends the lease, so that what it left can be wiped by <paramref name="within"/> from now; from then on the lease is refused. Again by the same lease while that goes on: Ok, and nothing moves. At
    /// <see cref="MostGenerations"/> nothing is wiped: NotBound.
    /// </summary>
    public LatchStep Wipe(TimeSpan now, string lease, TimeSpan within, bool busy)
    {
        var state = Expire(now, busy);
        if (state.Phase == LatchPhase.Wiping && state.Lease == lease)
        {
            return new(state, LatchAnswer.Ok);
        }

        var (_, answer) = state.Check(now, lease, busy);
        return answer == LatchAnswer.Ok && (state.Phase != LatchPhase.Confirmed || state.Generation >= MostGenerations)
            ? new(state, LatchAnswer.NotBound)
            : new(answer == LatchAnswer.Ok ? state with { Phase = LatchPhase.Wiping, Deadline = now + within } : state, answer);
    }

    /// <summary>What the wipe came to. Proved: nobody's again, in a new generation. Else it is gone for ever. Without meaning where none goes on.</summary>
    public Latch Wiped(TimeSpan now, bool proved)
    {
        var state = Expire(now, busy: false);
        return (state.Phase, proved) switch
        {
            (LatchPhase.Wiping, true) => state with { Phase = LatchPhase.Idle, Former = state.Former.Add(state.Lease!), Lease = null, Deadline = now + IdleDeadline, LastActivity = now },
            (LatchPhase.Wiping, false) => state.Ended(LatchEnd.Unproved),
            _ => state,
        };
    }
}
