using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Planted;

public sealed class NodeLostTests
{
    [Fact]
    public void NodeLost_AfterALongAbsence_IsExplained()
    {
        var story = new Story().Open().Fault(FaultKind.Freeze, "a", 20_000).Wait(11_000);
        Expect.Nothing(story.Get(story.Closed("node-lost")));
    }

    [Fact]
    public void NodeLost_WhereFaultsJoinIntoALongAbsence_IsExplained()
    {
        var story = new Story().Open().Fault(FaultKind.Freeze, "a", 6_000).Wait(6_500).Fault(FaultKind.Down, "a", 6_000).Wait(5_000);
        Expect.Nothing(story.Get(story.Closed("node-lost")));
    }

    /// <summary>As it was seen on a busy machine: voted out within five seconds, and ended by itself two seconds after it was back.</summary>
    [Fact]
    public void NodeLost_OfASiloThatEndedAfterAShortCut_CountsFromTheCut()
    {
        var story = new Story().Open().Fault(FaultKind.Cut, "a", 4_700, "b").Wait(7_000).Fault(FaultKind.Down, "a", 14_700).Wait(8_800);
        Expect.Nothing(story.Get(story.Closed("node-lost")));
    }

    [Fact]
    public void NodeLost_OfASiloThatCouldNotReadThatItWasVotedOut_IsExplained()
    {
        var story = new Story().Open().Fault(FaultKind.Freeze, "a", 8_000).Wait(5_000).Fault(FaultKind.DatabaseStop, "database", 20_000).Wait(22_000);
        Expect.Nothing(story.Get(story.Closed("node-lost")));
    }

    [Fact]
    public void NodeLost_WhereOnlyTheDatabaseWasAway_IsFound()
    {
        var story = new Story().Open().Fault(FaultKind.DatabaseStop, "database", 20_000).Wait(15_000);
        Expect.Only(story.Get(story.Closed("node-lost")), ViolationKind.Unexplained);
    }

    [Fact]
    public void NodeLost_AfterAFreezeTooShortToBeVotedOut_IsFound()
    {
        var story = new Story().Open().Fault(FaultKind.Freeze, "a", 1_500).Wait(12_000);
        Expect.Only(story.Get(story.Closed("node-lost")), ViolationKind.Unexplained);
    }

    [Fact]
    public void NodeLost_OfTheSideThatWasCutOff_IsExplained()
    {
        var story = new Story().Open().Fault(FaultKind.Cut, "a", 20_000, "b").Wait(12_000);
        Expect.Nothing(story.Get(story.Closed("node-lost")));
    }

    [Fact]
    public void NodeLost_OfTheSideThatTheOthersStillSaw_IsFound()
    {
        var story = new Story().Open(node: "b").Fault(FaultKind.Cut, "a", 20_000, "b").Wait(12_000);
        Expect.Only(story.Get(story.Closed("node-lost", node: "b")), ViolationKind.Unexplained);
    }

    /// <summary>As it was seen where no third silo was left: the one that was cut off reached the database first, and the other read that it was voted out.</summary>
    [Theory]
    [InlineData(Fault.ByItself, true)]
    [InlineData(null, false)]
    public void NodeLost_OfASiloThatTheOneThatWasCutOffVotedOut_CountsFromTheCut(string? note, bool explained)
    {
        var story = new Story().Open(node: "b").Fault(FaultKind.Cut, "a", 13_000, "b").Wait(6_300);
        story.Happens(new() { Kind = FaultKind.Down, Target = "b", Start = story.Now, End = story.Now + 17_000, Note = note }).Wait(8_850);
        story.Get(story.Closed("node-lost", node: "b"));
        Assert.Equal(explained ? [] : [ViolationKind.Unexplained], story.Verdict.Select(violation => violation.Kind));
    }

    [Theory]
    [InlineData("a", 4_000, 11_000)] // away too shortly
    [InlineData("b", 20_000, 11_000)] // another node
    [InlineData("a", 20_000, 5_000)] // ended too early
    [InlineData("a", 20_000, 60_000)] // ended long after it was back
    public void NodeLost_WithoutALongAbsenceOfItsNode_IsFound(string away, double length, double endedAfter)
    {
        var story = new Story().Open().Fault(FaultKind.Kill, away, length).Wait(endedAfter);
        if (endedAfter >= Story.IdleTimeout)
        {
            story.Write("one");
        }

        Expect.Only(story.Get(story.Closed("node-lost")), ViolationKind.Unexplained);
    }
}
