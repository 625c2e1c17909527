using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Ends;

/// <summary>Whether the history explains that a life ended for a reason, at some time in a span.</summary>
internal sealed class Explanations(Dossier evidence)
{
    private static readonly string[] Reasons = ["released", "unused", "idle-timeout", "lifetime", "crashed", "node-lost"];

    private readonly Absences _absences = new(evidence);
    private readonly ILookup<string?, Call> _releases = evidence.Calls.Where(call => call.Verb == Verb.Release).ToLookup(call => call.Session);
    private readonly ILookup<string, Fault> _kills = evidence.History.Faults.Where(fault => fault.Kind == FaultKind.SandboxKill).ToLookup(fault => fault.Target);

    private double Early => evidence.Limits.Early;

    public bool Explain(Life life, string reason, double from, double until) => reason switch
    {
        "released" => WasReleased(life, until),
        "unused" or "idle-timeout" => WasIdle(life, until),
        "lifetime" => WasDue(life, until),
        "crashed" => WasKilled(life, until),
        "node-lost" => _absences.Explain(life.Node, from, until),
        // Nothing that is done to this cluster may end a session in another way.
        _ => false,
    };

    /// <summary>Whether anything explains that it is no more.</summary>
    public bool ExplainAny(Life life, double from, double until) => Reasons.Any(reason => Explain(life, reason, from, until));

    private bool WasReleased(Life life, double until) => _releases[life.Session].Any(release =>
        release.Start <= until + Early && (release.MayHaveHappened || (release.Succeeded && release.End >= life.CreatedAt - Early)));

    private bool WasKilled(Life life, double until) => life.Sandbox is { } sandbox && _kills[sandbox].Any(kill => kill.Start <= until + Early);

    /// <summary>No acknowledged use is so near that the idle timeout in force cannot have passed since.</summary>
    private bool WasIdle(Life life, double until) => IdleDue(life, until) <= until + Early;

    /// <summary>When the shortest idle timeout that may have been in force has passed since the last acknowledged use.</summary>
    public static double IdleDue(Life life, double until) =>
        life.Calls.Where(call => call.Acknowledged && IsActivity(call)).Select(call => call.Start).DefaultIfEmpty(double.MinValue).Max() + ShortestIdleTimeout(life, until);

    private static bool IsActivity(Call call) => call.Verb is Verb.Open or Verb.Renew or Verb.Read or Verb.Write or Verb.Start or Verb.Attach;

    private static double ShortestIdleTimeout(Life life, double until)
    {
        var terms = life.Calls.Where(call => call.IdleTimeout is not null && call.Start <= until && (call.Acknowledged || call.MayHaveHappened)).ToList();
        var last = terms.LastOrDefault(call => call.Acknowledged);
        return last is null ? 0 : terms.Where(call => call.End >= last.Start).Min(call => call.IdleTimeout!.Value);
    }

    /// <summary>The lifetime that was last announced by an open or a renewal had passed.</summary>
    private bool WasDue(Life life, double until)
    {
        var terms = life.Calls.Where(call => call.Verb is Verb.Open or Verb.Renew && call.Start <= until && (call.Acknowledged || call.MayHaveHappened)).ToList();
        var last = terms.LastOrDefault(call => call.Acknowledged && call.Facts?.ExpiresAt is not null);
        return last is null || terms.Where(call => call.End >= last.Start).Any(call => call.Facts?.ExpiresAt is not { } due || due <= until + Early);
    }
}
