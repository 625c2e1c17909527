namespace Sandboxes.Simulation;

/// <summary>
/// Decides at each chance whether a fault happens, from a stream for each kind: a fault that is left out moves none of the others' draws. What happened is
/// kept, so that a failing run can be tried again with less of it.
/// </summary>
internal sealed class FaultPlan(ulong seed, Func<Fault, int> perMillion, IReadOnlySet<Injection>? only)
{
    private static readonly int Kinds = Enum.GetValues<Fault>().Length;

    private readonly Chance[] _streams = [.. Enumerable.Range(0, Kinds).Select(kind => new Chance(seed, (ulong)(100 + kind)))];
    private readonly int[] _rates = [.. Enumerable.Range(0, Kinds).Select(kind => perMillion((Fault)kind))];
    private readonly int[] _chances = new int[Kinds];

    public List<Injection> Happened { get; } = [];

    /// <summary>From now on nothing happens any more.</summary>
    public bool IsOver { get; set; }

    public bool Hits(Fault fault)
    {
        var kind = (int)fault;
        var nth = _chances[kind]++;
        if (!_streams[kind].PerMillion(_rates[kind]) || IsOver)
        {
            return false;
        }

        var injection = new Injection(fault, nth);
        if (only?.Contains(injection) == false)
        {
            return false;
        }

        Happened.Add(injection);
        return true;
    }

    /// <summary>Whether the kind can happen in this run at all.</summary>
    public bool Has(Fault fault) => _rates[(int)fault] > 0;
}
