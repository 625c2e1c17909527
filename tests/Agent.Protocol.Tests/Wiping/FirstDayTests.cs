using CsCheck;

namespace Sandboxes.Agent.Protocol.Tests.Wiping;

public class FirstDayTests
{
    private static readonly Gen<Fact> Facts =
        from kind in Gen.Enum<TraceKind>().Where(kind => kind != TraceKind.Unseen)
        from subject in Gen.Char['a', 'f']
        from value in Gen.Char['0', '2']
        select new Fact(kind, subject.ToString(), value.ToString());

    private static readonly Gen<Fact[]> Days = Facts.Array[0, 20].Select(facts => facts.DistinctBy(fact => (fact.Kind, fact.Subject)).ToArray());

    [Fact]
    public void Differences_OfTheSameDay_AreNone() => Days.Sample(day => new FirstDay(day).Differences(day.Reverse()).Count == 0);

    [Fact]
    public void Differences_OfAnyTwoDays_AreNoneOnlyIfTheyAreEqual() => Gen.Select(Days, Days).Sample((first, now) =>
        (new FirstDay(first).Differences(now).Count == 0) == first.ToHashSet().SetEquals(now));

    [Theory]
    [InlineData("new", null, "1")]
    [InlineData("changed", "1", "2")]
    [InlineData("missing", "1", null)]
    public void Differences_OfOneThing_SayWhatBecameOfIt(string how, string? was, string? isNow)
    {
        var found = Assert.Single(new FirstDay(Of(was)).Differences(Of(isNow)));

        Assert.Equal(how switch { "new" => "File /tmp/x: 1", "changed" => "File /tmp/x: was 1, is 2", _ => "File /tmp/x: was 1, is missing" }, found.ToString());
    }

    [Fact]
    public void Differences_OfWhatCannotBeSeen_AreThereThoughItWasSoOnTheFirstDay()
    {
        Fact[] day = [new(TraceKind.Unseen, "/tmp", "it cannot be looked at")];

        Assert.Equal(TraceKind.Unseen, Assert.Single(new FirstDay(day).Differences(day)).Kind);
    }

    [Fact]
    public void Differences_Many_AreToldInPart()
    {
        var found = new FirstDay([]).Differences(Enumerable.Range(0, 1_000).Select(i => new Fact(TraceKind.File, $"{i}", new string('x', 10_000))));

        Assert.Equal((FirstDay.MostTold, FirstDay.MostText), (found.Count, found[0].Detail.Length));
    }

    [Fact]
    public void WipeReply_EncodedAndDecoded_IsTheSame()
    {
        var reply = new WipeReply(WipeOutcome.NotProved, [new(TraceKind.Socket, "unix @x", "listens"), new(TraceKind.Kernel, "python", "is the process of before")]);
        var writer = new WireWriter();
        reply.Encode(writer);
        var reader = new WireReader(writer.Written);

        var read = WipeReply.Decode(ref reader);

        Assert.Equal((reply.Outcome, true), (read.Outcome, reader.Complete));
        Assert.Equal(reply.Differences, read.Differences);
    }

    private static Fact[] Of(string? value) => value is null ? [] : [new(TraceKind.File, "/tmp/x", value)];
}
