namespace Sandboxes.Chaos.Checking.Ends;

/// <summary>A life whose end nobody announced was followed by another only where something explains its end.</summary>
internal static class Replaced
{
    public static IEnumerable<Violation> Check(Dossier evidence)
    {
        var explanations = new Explanations(evidence);
        return evidence.Sessions.Values.SelectMany(lives => lives.Zip(lives.Skip(1)))
            .Where(pair => pair.First.Acknowledged && !pair.First.Ends.Any())
            .Where(pair => !explanations.ExplainAny(pair.First, pair.First.CreatedAt, pair.Second.CreatedAt))
            .Select(pair => Violation.Of(
                ViolationKind.Lost,
                $"{pair.First} was replaced by {pair.Second}, and nothing explains where it went",
                [.. pair.First.Calls.TakeLast(3), pair.Second.Sightings[0]]));
    }
}
