using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking;

/// <summary>One incarnation of a session, and all that was said of it.</summary>
internal sealed class Life(string session, long incarnation)
{
    public string Session => session;
    public long Incarnation => incarnation;

    /// <summary>Calls that surely concern it, by their start.</summary>
    public List<Call> Calls { get; } = [];

    /// <summary>What answers and rows said, in the order of the calls.</summary>
    public List<Sighting> Sightings { get; } = [];

    /// <summary>The token that the open which made it put into its environment, where that is known.</summary>
    public string? Birth { get; set; }

    /// <summary>The open that made it was answered, so its client knew of it before anything else could concern it.</summary>
    public bool Announced { get; set; }

    public bool Acknowledged => Sightings.Any(seen => seen.Call is not null && !seen.Facts.Ended);

    public IEnumerable<Sighting> Ends => Sightings.Where(seen => seen.Facts.Ended);

    public string? Node => Sightings.Select(seen => seen.Facts.Node).FirstOrDefault(node => node is not null);

    public string? Sandbox => Sightings.Where(seen => seen.Facts.Sandbox is not null).Select(seen => $"{seen.Facts.Node}/{seen.Facts.Sandbox}").FirstOrDefault();

    public double CreatedAt => Sightings.Min(seen => seen.Facts.CreatedAt ?? seen.Call?.Start ?? seen.At);

    public override string ToString() => $"{session}#{incarnation} on {Sandbox}";
}

/// <summary>A session as it was seen: by a call, or, without one, in a stored row.</summary>
internal sealed record Sighting(SessionFacts Facts, Call? Call, double At)
{
    /// <summary>When it ended, or, where nobody said, when that was told.</summary>
    public double EndedAt => Facts.EndedAt ?? At;

    public override string ToString() => Call?.ToString() ?? $"[{At:F0}] row {Facts}";
}
