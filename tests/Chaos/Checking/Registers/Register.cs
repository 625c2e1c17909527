using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Registers;

/// <summary>
/// What a read may show. Each write takes effect once, between its start and its end; one that was not acknowledged at any time after its start, or never, but
/// no later than a read that shows it ended.
/// </summary>
internal sealed class Register
{
    private readonly List<Effect> _effects;

    public Register(IReadOnlyCollection<Call> calls) =>
        _effects = [.. calls.Where(call => call.Verb is Verb.Write or Verb.Start && (call.Acknowledged || call.MayHaveHappened)).Select(write => new Effect(write.Token!, write.Start, LatestEffect(write, calls)))];

    public bool Allows(Call read) => read.Value is null
        ? !_effects.Exists(effect => effect.Latest < read.Start)
        : _effects.Exists(effect => effect.Token == read.Value && effect.Earliest <= read.End && !IsOverwritten(effect, read));

    private bool IsOverwritten(Effect old, Call read) =>
        _effects.Exists(effect => effect.Earliest > old.Latest && effect.Latest < read.Start);

    private static double LatestEffect(Call write, IEnumerable<Call> calls)
    {
        var shown = calls.Where(call => call.Verb is Verb.Read or Verb.Attach && call.Value == write.Token).Select(read => read.End).DefaultIfEmpty(double.PositiveInfinity).Min();
        return write.Acknowledged ? Math.Min(write.End, shown) : shown;
    }

    private readonly record struct Effect(string Token, double Earliest, double Latest);
}
