using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking;

/// <summary>A history, sorted by what the properties ask about.</summary>
internal sealed class Dossier
{
    private readonly Dictionary<(string, long), Life> _lives = [];
    private readonly Dictionary<string, Life> _births = [];

    public Dossier(History history, CheckerLimits limits)
    {
        History = history;
        Limits = limits;
        Calls = [.. history.Calls.OrderBy(call => call.Start)];
        FindLives();
        FindBirths();
        Sessions = _lives.Values.GroupBy(life => life.Session).ToDictionary(group => group.Key, group => group.OrderBy(life => life.Incarnation).ToList());
        foreach (var call in Calls)
        {
            LifeOf(call)?.Calls.Add(call);
        }
    }

    public History History { get; }
    public CheckerLimits Limits { get; }
    public IReadOnlyList<Call> Calls { get; }
    public IEnumerable<Life> Lives => _lives.Values;

    /// <summary>The lives of each session, by incarnation.</summary>
    public IReadOnlyDictionary<string, List<Life>> Sessions { get; }

    /// <summary>
    /// The life that a call concerns: the one whose environment its code printed, else the one that its client believed in. Null where that is not certain,
    /// because an open that was never answered had made another one by then.
    /// </summary>
    public Life? LifeOf(Call call)
    {
        if (call.Birth is { } birth)
        {
            return _births.GetValueOrDefault(birth);
        }

        return call is { Session: { } session, Incarnation: { } incarnation } && _lives.TryGetValue((session, incarnation), out var life) && !IsShadowed(life, call)
            ? life
            : null;
    }

    private bool IsShadowed(Life life, Call call) => Sessions[life.Session].Any(other =>
        other.Incarnation > life.Incarnation && !other.Announced && other.CreatedAt <= call.End);

    private void FindLives()
    {
        foreach (var call in Calls.Where(call => call.Facts is not null))
        {
            See(new(call.Facts!, call, call.End));
            if (call is { Verb: Verb.Open, Status: 201, Token: { } token })
            {
                Life(call.Facts!).Announced = true;
                Name(Life(call.Facts!), token);
            }
        }

        foreach (var row in History.Final?.Rows ?? [])
        {
            See(new(row, null, History.Final!.At));
        }
    }

    /// <summary>A life that an unanswered open made prints the token of that open.</summary>
    private void FindBirths()
    {
        var unanswered = Calls.Where(call => call is { Verb: Verb.Open, Token: not null, Status: not 201 }).Select(call => (call.Session, call.Token)).ToHashSet();
        foreach (var call in Calls.Where(call => call is { Birth: not null, Incarnation: not null }))
        {
            if (unanswered.Contains((call.Session, call.Birth)) && _lives.GetValueOrDefault((call.Session!, call.Incarnation!.Value)) is { Announced: false, Birth: null } life)
            {
                Name(life, call.Birth!);
            }
        }
    }

    private void Name(Life life, string birth)
    {
        life.Birth = birth;
        _births[birth] = life;
    }

    private void See(Sighting sighting) => Life(sighting.Facts).Sightings.Add(sighting);

    private Life Life(SessionFacts facts)
    {
        var key = (facts.Session, facts.Incarnation);
        return _lives.TryGetValue(key, out var life) ? life : _lives[key] = new(facts.Session, facts.Incarnation);
    }
}
