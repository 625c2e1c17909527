namespace Sandboxes.Agent.Protocol;

/// <summary>How a sandbox was when it first stood ready, before anyone's code ran in it. A proof is that it is so again.</summary>
public sealed class FirstDay
{
    /// <summary>Differences that are told, besides the first of each kind; one is enough to destroy a sandbox.</summary>
    public const int MostTold = 16;

    /// <summary>A longer text is cut to so many characters.</summary>
    public const int MostText = 256;

    private readonly Dictionary<(TraceKind, string), string> _facts = [];

    public FirstDay(IEnumerable<Fact> facts)
    {
        foreach (var fact in facts)
        {
            _facts[(fact.Kind, fact.Subject)] = fact.Value;
        }
    }

    /// <summary>What is not as it was: new, changed or missing. None is the proof. At most <see cref="MostTold"/>, and the first of each kind.</summary>
    public IReadOnlyList<Difference> Differences(IEnumerable<Fact> now)
    {
        var missing = new Dictionary<(TraceKind, string), string>(_facts);
        var found = new List<Difference>();
        foreach (var fact in now)
        {
            var known = missing.Remove((fact.Kind, fact.Subject), out var value);
            if (!known || value != fact.Value || fact.Kind == TraceKind.Unseen)
            {
                Tell(found, fact.Kind, fact.Subject, known && fact.Kind != TraceKind.Unseen ? $"was {value}, is {fact.Value}" : fact.Value);
            }
        }

        foreach (var ((kind, subject), value) in missing)
        {
            Tell(found, kind, subject, $"was {value}, is missing");
        }

        return found;
    }

    private static void Tell(List<Difference> found, TraceKind kind, string subject, string detail)
    {
        if (found.Count < MostTold || !found.Exists(told => told.Kind == kind))
        {
            found.Add(new(kind, Cut(subject), Cut(detail)));
        }
    }

    private static string Cut(string text) => text.Length <= MostText ? text : text[..MostText];
}
