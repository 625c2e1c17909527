namespace Sandboxes.Chaos.Checking.Calm;

/// <summary>Every call of the last look was answered with 2xx.</summary>
internal static class AllAnswered
{
    public static IEnumerable<Violation> Check(Dossier evidence) => evidence.Calls
        .Where(call => call.Start >= evidence.History.CalmFrom && !call.Acknowledged)
        .Select(call => Violation.Of(ViolationKind.NotAnswered, $"a minute after the last fault {call.Verb} was not answered well", call));
}
