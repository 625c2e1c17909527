using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;
using Sandboxes.Chaos.Reports;

namespace Sandboxes.Chaos.Tests.Answers;

public sealed class SummaryTests
{
    [Fact]
    public void Summary_OfARun_CountsWhatHappened()
    {
        var story = new Story().Open().Fault(FaultKind.SandboxKill, "a/box-s-1");
        story.Get(story.Closed("crashed")).Say(story.Call(Verb.Get) with { Status = 503, Code = "unavailable" });
        var text = Summary.Write(new(42, 5, 0, null), story.History, story.Verdict);
        Assert.Contains("seed 42, 5 minutes, 3 calls of 1 clients", text, StringComparison.Ordinal);
        Assert.Contains("good 2, 503 unavailable 1", text, StringComparison.Ordinal);
        Assert.Contains("1 acknowledged; ended: crashed 1", text, StringComparison.Ordinal);
        Assert.Contains("faults: SandboxKill 1", text, StringComparison.Ordinal);
        Assert.Contains("violations: none", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Summary_WithViolations_ShowsTheirEvidence()
    {
        var story = new Story().Open().Write("one").Wait(1).Read(null);
        Assert.Contains("violations: LostWrite 1", Summary.Write(new(1, 1, 0, null), story.History, Checker.Check(story.History)), StringComparison.Ordinal);
    }

    [Fact]
    public void LongestWait_SpansCallsThatWereNotAnsweredWell()
    {
        var story = new Story().Open().Wait(100);
        var since = story.Now;
        story.Say(story.Call(Verb.Renew) with { Status = 503, Code = "unavailable" }).Wait(500).Say(story.Call(Verb.Renew)).Wait(500).Read(null);
        Assert.Equal(story.Now - since, Summary.LongestWait(story.History.Calls));
    }
}
