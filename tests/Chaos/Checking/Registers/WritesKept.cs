using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Checking.Registers;

/// <summary>
/// Each variable and file of a life is a register: a read shows the last write, or one whose time overlaps. What a started execution says is one as well: whoever reads it to its end
/// gets all of it.
/// </summary>
internal static class WritesKept
{
    public static IEnumerable<Violation> Check(Dossier evidence) => evidence.Lives.SelectMany(life => life.Calls
        .Where(call => call.Register is not null)
        .GroupBy(call => call.Register)
        .SelectMany(register => OfOne(life, [.. register])));

    private static IEnumerable<Violation> OfOne(Life life, List<Call> calls)
    {
        var register = new Register(calls);
        return calls.Where(IsRead).Where(read => !register.Allows(read)).Select(read => Violation.Of(
            ViolationKind.LostWrite,
            $"{read.Register} of {life} held {read.Value ?? "nothing"}, and an acknowledged write is missing",
            calls.Where(call => call.Start <= read.End).TakeLast(6)));
    }

    private static bool IsRead(Call call) => call.Verb is Verb.Read or Verb.Attach && (call.Acknowledged || call.Code == "file_not_found");
}
