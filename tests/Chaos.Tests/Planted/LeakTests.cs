using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Planted;

public sealed class LeakTests
{
    private static Call Seeing(Story story, string session, long incarnation, string token) =>
        story.Call(Verb.Attach, session, incarnation) with { Status = 200, Verdict = "ok", Seen = [Story.Token(token)] };

    [Fact]
    public void Token_InItsOwnLife_IsNoViolation()
    {
        var story = new Story().Open().Write("one").Read("one");
        Expect.Nothing(story.Say(Seeing(story, "s", 1, "one")));
    }

    [Fact]
    public void Token_InAnotherSession_IsFound()
    {
        var story = new Story().Open("s").Write("one").Open("t");
        Expect.Only(story.Say(Seeing(story, "t", 1, "one")), ViolationKind.Leak);
    }

    [Fact]
    public void Token_InTheNextIncarnation_IsFound()
    {
        var story = new Story().Open().Write("one").Release().Open(incarnation: 2);
        Expect.Only(story.Say(Seeing(story, "s", 2, "one")), ViolationKind.Leak);
    }

    [Fact]
    public void Token_OfAnUnansweredWriteCarriedOutLate_IsNoViolation()
    {
        var story = new Story().Open().Write("one", answered: false).Release().Open(incarnation: 2);
        Expect.Nothing(story.Say(Seeing(story, "s", 2, "one")));
    }

    [Fact]
    public void Token_ThatNobodyWrote_IsFound()
    {
        var story = new Story().Open();
        Expect.Only(story.Say(Seeing(story, "s", 1, "nobody's")), ViolationKind.Leak);
    }

    [Fact]
    public void Token_BeforeItWasWritten_IsFound()
    {
        var story = new Story().Open();
        Expect.Only(story.Say(Seeing(story, "s", 1, "early")).Wait(100).Write("early"), ViolationKind.Leak);
    }

    [Fact]
    public void Environment_OfAnotherLife_IsFound()
    {
        var story = new Story().Open("s").Open("t");
        var birth = Story.Token("t1");
        Expect.Only(story.Say(story.Call(Verb.Attach) with { Status = 200, Verdict = "ok", Birth = birth, Seen = [birth] }), ViolationKind.Leak);
    }
}
