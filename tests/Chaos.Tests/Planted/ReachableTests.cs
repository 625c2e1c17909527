using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Planted;

public sealed class ReachableTests
{
    private static Story Answered(int status, string? code, Verb verb = Verb.Renew)
    {
        var story = new Story().Open();
        return story.Say(story.Call(verb) with { Status = status, Code = code });
    }

    [Theory]
    [InlineData(503, "unavailable")]
    [InlineData(503, "node_unavailable")]
    [InlineData(429, "queue_full")]
    public void Answer_TryAgain_IsNoViolation(int status, string code) => Expect.Nothing(Answered(status, code));

    [Fact]
    public void Answer_FileIsBusy_IsNoViolationOfAWriteThatMayHaveBeenMadeTwice() => Expect.Nothing(Answered(409, "file_busy", Verb.Write));

    [Fact]
    public void Answer_ThatNeverCame_IsNoViolation()
    {
        var story = new Story().Open();
        Expect.Nothing(story.Say(story.Call(Verb.Renew)));
    }

    [Theory]
    [InlineData(500, "internal")]
    [InlineData(502, null)]
    [InlineData(503, null)]
    [InlineData(400, "bad_request")]
    [InlineData(404, "execution_not_found")]
    [InlineData(410, "session_ended")] // without a reason
    public void Answer_NeitherGoodNorTryAgain_IsFound(int status, string? code) => Expect.Only(Answered(status, code), ViolationKind.BadAnswer);

    [Fact]
    public void AcknowledgedSession_NotFound_IsFound() => Expect.Only(Answered(404, "session_not_found"), ViolationKind.Forgotten);

    [Fact]
    public void SessionThatNobodyOpened_NotFound_IsNoViolation()
    {
        var story = new Story();
        Expect.Nothing(story.Say(story.Call(Verb.Get, incarnation: null) with { Status = 404, Code = "session_not_found" }));
    }

    [Fact]
    public void SessionLastSeenLongAgo_NotFound_IsNoViolation()
    {
        var story = new Story().Open().Wait(3_600_000);
        Expect.Nothing(story.Say(story.Call(Verb.Get) with { Status = 404, Code = "session_not_found" }));
    }

    [Fact]
    public void Session_ReplacedAfterARelease_IsNoViolation() => Expect.Nothing(new Story().Open().Release().Wait(100).Open(incarnation: 2));

    [Fact]
    public void Session_ReplacedAfterItsNodeWasAway_IsNoViolation() =>
        Expect.Nothing(new Story().Open().Fault(FaultKind.Kill, "a", 15_000).Wait(20_000).Open(incarnation: 2));

    [Fact]
    public void Session_ReplacedAndNothingEndedIt_IsFound() =>
        Expect.Only(new Story().Open().Write("one").Wait(20_000).Open(incarnation: 2), ViolationKind.Lost);

    [Fact]
    public void Session_ReplacedAfterAShortAbsence_IsFound() =>
        Expect.Only(new Story().Open().Fault(FaultKind.Kill, "a", 5_000).Wait(20_000).Open(incarnation: 2), ViolationKind.Lost);
}
