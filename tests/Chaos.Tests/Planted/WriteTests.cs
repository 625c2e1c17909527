using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Planted;

public sealed class WriteTests
{
    [Fact]
    public void Read_OfTheLastWrite_IsNoViolation() => Expect.Nothing(new Story().Open().Read(null).Write("one").Wait(1).Write("two").Read("two").Read("two"));

    [Fact]
    public void Read_OfNothingAfterAWrite_IsFound() => Expect.Only(new Story().Open().Write("one").Wait(1).Read(null), ViolationKind.LostWrite);

    [Fact]
    public void Read_OfAnOverwrittenValue_IsFound() => Expect.Only(new Story().Open().Write("one").Wait(1).Write("two").Wait(1).Read("one"), ViolationKind.LostWrite);

    [Fact]
    public void File_NotFoundAfterAWrite_IsFound()
    {
        var story = new Story().Open().Write("one", "f.txt").Wait(1);
        Expect.Only(story.Say(story.Call(Verb.Read) with { Status = 404, Code = "file_not_found", Register = "f.txt" }), ViolationKind.LostWrite);
    }

    [Fact]
    public void Registers_DoNotMix() => Expect.Nothing(new Story().Open().Write("one", "x").Wait(1).Read(null, "y"));

    [Fact]
    public void Write_WithoutAnAnswer_MayOrMayNotShow() =>
        Expect.Nothing(new Story().Open().Write("one").Wait(1).Write("two", answered: false).Wait(1).Read("one").Wait(1).Read("two"));

    [Fact]
    public void Write_WithoutAnAnswerButSeen_IsThereFromThenOn() =>
        Expect.Only(new Story().Open().Write("one").Wait(1).Write("two", answered: false).Wait(1).Read("two").Wait(1).Read("one"), ViolationKind.LostWrite);

    [Fact]
    public void Write_WithoutAnAnswer_MayOverwriteALaterOne() =>
        Expect.Nothing(new Story().Open().Write("one", answered: false).Wait(1).Write("two").Wait(1).Read("one"));

    [Fact]
    public void Write_ThatWasRefused_MustNotShow()
    {
        var story = new Story().Open();
        story.Say(story.Call(Verb.Write) with { Status = 429, Code = "queue_full", Register = "x", Token = Story.Token("one") }).Wait(1);
        Expect.Only(story.Read("one"), ViolationKind.LostWrite);
    }

    [Fact]
    public void Write_ThatOverlapsARead_MayOrMayNotShow()
    {
        var story = new Story().Open().Write("one").Wait(1);
        var read = story.Call(Verb.Read) with { Status = 200, Verdict = "ok", Register = "x", Value = Story.Token("one") };
        Expect.Nothing(story.Write("two").Say(read));
    }

    [Fact]
    public void Write_OfAnotherIncarnation_MayNotBeMissed() => Expect.Nothing(
        new Story().Open().Write("one").Release().Wait(1).Open(incarnation: 2).Read(null, incarnation: 2));

    [Fact]
    public void Write_AttributedByTheEnvironmentThatTheCodePrinted_IsJudgedInItsLife()
    {
        // The client still believes in the first incarnation; the code ran in the second, which an open made that was never answered.
        var story = new Story().Open().Write("one").Release().Wait(1);
        story.Say(story.Call(Verb.Open, incarnation: null) with { Token = Story.Token("late") }).Wait(1);
        var read = story.Call(Verb.Read) with { Status = 200, Verdict = "ok", Register = "x", Birth = Story.Token("late"), Seen = [Story.Token("late")] };
        Expect.Nothing(story.Say(read));
    }

    [Fact]
    public void Life_MadeByAnUnansweredOpen_KeepsItsWritesToo()
    {
        var story = new Story();
        story.Say(story.Call(Verb.Open, incarnation: null) with { Token = Story.Token("late") });
        story.Get(story.Active());
        var write = story.Call(Verb.Write) with { Status = 200, Verdict = "ok", Register = "x", Token = Story.Token("one"), Birth = Story.Token("late") };
        story.Say(write).Wait(1);
        Expect.Only(story.Say(story.Call(Verb.Read) with { Status = 200, Verdict = "ok", Register = "x", Birth = Story.Token("late") }), ViolationKind.LostWrite);
    }

    private static Story Said(string? value)
    {
        var story = new Story().Open();
        story.Say(story.Call(Verb.Start) with { Status = 202, Register = "e-1", Token = Story.Token("one") }).Wait(1);
        return story.Say(story.Call(Verb.Attach) with { Status = 200, Verdict = "ok", Register = "e-1", Value = value });
    }

    [Fact]
    public void Execution_ReadToItsEnd_IsNoViolation() => Expect.Nothing(Said(Story.Token("one")));

    [Theory]
    [InlineData("7 of 40 bytes")]
    [InlineData(null)]
    public void Execution_WhoseOutputIsNotAllThere_IsFound(string? value) => Expect.Only(Said(value), ViolationKind.LostWrite);
}
