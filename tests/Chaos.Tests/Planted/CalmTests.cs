using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Planted;

public sealed class CalmTests
{
    private const string Lease = "default/s/1";

    /// <summary>One session on a node whose one shelf has one idle sandbox.</summary>
    private static Story Calm(Func<FinalLook, FinalLook>? plant = null)
    {
        var story = new Story()
            .Journal("a", "idle", JournalFact.Started)
            .Journal("a", "box-s-1", JournalFact.Started)
            .Journal("a", "box-s-1", JournalFact.Bound, Lease)
            .Open();
        var look = new FinalLook
        {
            At = story.Now,
            Living = ["a/idle", "a/box-s-1"],
            Strays = [],
            Rows = [story.Active() with { Lease = Lease }],
            Pools = [new("a", "python", Idle: 1, Starting: 0, Bound: 1, Target: 1, Waiting: 0, "closed")],
            Nodes = [new("a", "ready")],
            ExpectedNodes = ["a"],
        };
        story.Final = plant is null ? look : plant(look);
        story.CalmFrom = story.Now;
        return story;
    }

    [Fact]
    public void Look_AtWhatShouldBe_IsNoViolation() => Expect.Nothing(Calm());

    [Fact]
    public void Sandbox_BoundToASessionThatEnded_IsFound()
    {
        var story = Calm(look => look with { Rows = [look.Rows[0] with { State = "closed", Reason = "released", EndedAt = look.At }] });
        Expect.Only(story.Release(), ViolationKind.Orphan);
    }

    [Fact]
    public void Sandbox_BoundToAnotherLeaseThanItsSession_IsFound() => Assert.Contains(
        Calm(look => look with { Rows = [look.Rows[0] with { Lease = "default/s/2" }] }).Verdict, violation => violation.Kind == ViolationKind.Orphan);

    /// <summary>It had a lease, and is idle again.</summary>
    [Fact]
    public void Sandbox_WipedAndOnAShelf_IsNoViolation() => Expect.Nothing(Calm()
        .Journal("a", "idle", JournalFact.Bound, "default/t/1")
        .Journal("a", "idle", JournalFact.Wiped, "default/t/1"));

    [Fact]
    public void Sandbox_IdleAndOnNoShelf_IsFound() => Expect.Only(Calm(look => look with { Living = [.. look.Living, "a/extra"] }), ViolationKind.Orphan);

    [Fact]
    public void Shelf_WithMoreThanLives_IsFound() => Expect.Only(Calm(look => look with { Living = ["a/box-s-1"] }), ViolationKind.Orphan);

    [Fact]
    public void Process_ThatNoJournalKnows_IsFound() => Expect.Only(Calm(look => look with { Strays = ["4711 bwrap"] }), ViolationKind.Orphan);

    [Fact]
    public void Session_WhoseSandboxDoesNotLive_IsFound() => Expect.Only(Calm(look => look with { Living = ["a/idle"] }), ViolationKind.Widow);

    [Fact]
    public void Session_WhoseSandboxIsNotBound_IsFound()
    {
        var story = Calm(look => look with { Rows = [look.Rows[0], look.Rows[0] with { Session = "t", Sandbox = "idle" }] });
        Expect.Only(story, ViolationKind.Widow);
    }

    [Fact]
    public void AcknowledgedSession_WithoutARow_IsFound() => Assert.Contains(Calm(look => look with { Rows = [] }).Verdict, violation => violation.Kind == ViolationKind.Forgotten);

    [Fact]
    public void Node_ThatIsAway_IsFound() => Expect.Only(Calm(look => look with { Nodes = [new("a", "away")] }), ViolationKind.NotCalm);

    [Fact]
    public void Node_WithoutAPool_IsFound() => Expect.Only(Calm(look => look with { Nodes = [.. look.Nodes, new("b", "ready")], ExpectedNodes = ["a", "b"] }), ViolationKind.NotCalm);

    public static TheoryData<int, int, int, string> Uncalm => new() { { 2, 0, 0, "closed" }, { 1, 1, 0, "closed" }, { 1, 0, 1, "closed" }, { 1, 0, 0, "open" } };

    [Theory]
    [MemberData(nameof(Uncalm))]
    public void Pool_NotAtItsTarget_IsFound(int target, int starting, int waiting, string breaker) => Assert.Contains(
        Calm(look => look with { Pools = [look.Pools[0] with { Target = target, Starting = starting, Waiting = waiting, Breaker = breaker }] }).Verdict,
        violation => violation.Kind == ViolationKind.NotCalm);

    [Theory]
    [InlineData(503, "unavailable")]
    [InlineData(429, "queue_full")]
    [InlineData(null, null)]
    public void Call_NotAnsweredWell_IsFound(int? status, string? code)
    {
        var story = Calm();
        Expect.Only(story.Say(story.Call(Verb.Renew) with { Status = status, Code = code }), ViolationKind.NotAnswered);
    }

    [Fact]
    public void Call_BeforeTheLook_MayBeRefused()
    {
        var story = Calm();
        story.CalmFrom = story.Now + 100;
        Expect.Nothing(story.Say(story.Call(Verb.Renew) with { Status = 503, Code = "unavailable" }));
    }

    [Fact]
    public void WhatComesAfterTheLook_IsNotHeldAgainstIt()
    {
        var story = Calm().Wait(100);
        Expect.Nothing(story.Journal("a", "idle", JournalFact.Bound, "default/t/2").Open("t", sandbox: "idle").Release("t"));
    }
}
