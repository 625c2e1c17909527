using CsCheck;

namespace Sandboxes.Agent.Protocol.Tests.Journals;

public class JournalTests
{
    private static readonly TimeSpan Start = TimeSpan.FromSeconds(1_000);
    private static readonly Gen<JournalFact> Facts = Gen.Int[0, (int)JournalFact.Gone].Select(number => (JournalFact)number);
    private static readonly Gen<string> Plain = Gen.String[Gen.Char['!', '~'], 0, JournalLine.MostText];

    [Fact]
    public void Line_OfPlainText_ComesBackAsItWas() =>
        Gen.Select(Gen.Long[0, long.MaxValue], Facts, Plain).Sample((time, fact, text) =>
        {
            var line = new JournalLine(time, fact, text);
            Assert.Equal(line, Assert.Single(JournalLine.ParseAll(Text(line))));
        });

    [Fact]
    public void Line_OfAnyText_IsOneLineOfBoundedLength() =>
        Gen.Select(Facts, Gen.String[Gen.Char, 0, 600]).Sample((fact, text) =>
        {
            var written = Text(new(1, fact, text));
            Assert.Equal(written.Length - 1, written.IndexOf('\n', StringComparison.Ordinal));
            Assert.Equal(fact, JournalLine.ParseAll(written)[0].Fact);
            Assert.True(written.Length <= JournalLine.MostText + 40);
        });

    [Fact]
    public void ParseAll_OfAnything_NeverFails() =>
        Gen.String[Gen.OneOf(Gen.Char, Gen.Const('\n'), Gen.Const(' '), Gen.Char['0', '9']), 0, 200].Sample(text =>
            Assert.True(JournalLine.ParseAll(text).Count <= text.Count(c => c == '\n')));

    [Fact]
    public void ParseAll_LastLineCutOff_CountsAsNotWritten() =>
        Assert.Equal([JournalFact.Started], JournalLine.ParseAll("1 started\n2 bound acme/alice/1").Select(line => line.Fact));

    [Fact]
    public void Moved_ThroughALife_WritesEachFactOnce()
    {
        var (lines, writing) = New();
        writing.Started();
        var idle = Latch.Create(Start, TimeSpan.FromMinutes(1));
        var bound = idle.Bind(Start, "a/b/1", TimeSpan.FromSeconds(30)).State;
        var confirmed = bound.Confirm(Start, "a/b/1", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), busy: false).State;
        var renewed = confirmed.Renew(Start, "a/b/1", TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1), busy: false).State;
        var ended = renewed.EndLease(Start, "a/b/1", busy: false).State;
        foreach (var (from, to) in (IEnumerable<(Latch, Latch)>)[(idle, bound), (bound, bound), (bound, confirmed), (confirmed, renewed), (renewed, ended), (ended, ended)])
        {
            writing.Moved(from, to);
        }

        Assert.Equal([(JournalFact.Started, ""), (JournalFact.Bound, "a/b/1"), (JournalFact.Confirmed, "a/b/1"), (JournalFact.Ended, "released")], lines);
    }

    [Fact]
    public void Refused_MoreOftenThanLinesAreAllowed_IsCountedBeforeTheEnd()
    {
        var (lines, writing) = New();
        foreach (var number in Enumerable.Range(0, JournalLine.MostRefused + 5))
        {
            writing.Refused($"lease-{number}");
            writing.Refused("lease-0");
        }

        var idle = Latch.Create(Start, TimeSpan.FromMinutes(1));
        writing.Moved(idle, idle.Retire(Start, busy: false).State);

        Assert.Equal(JournalLine.MostRefused, lines.Count(line => line.Fact == JournalFact.Refused));
        Assert.Equal([(JournalFact.Unlisted, "74"), (JournalFact.Ended, "retired")], lines[^2..]);
    }

    [Theory]
    [InlineData(LatchEnd.Retired)]
    [InlineData(LatchEnd.Released)]
    [InlineData(LatchEnd.Unconfirmed)]
    [InlineData(LatchEnd.Idle)]
    [InlineData(LatchEnd.Lifetime)]
    [InlineData(LatchEnd.Abandoned)]
    public void End_ByItsName_IsFoundAgain(LatchEnd end) => Assert.Equal(end, JournalWriting.EndOf(JournalWriting.NameOf(end)));

    private static string Text(JournalLine line) => System.Text.Encoding.ASCII.GetString(line.Encode());

    private static (List<(JournalFact Fact, string Text)> Lines, JournalWriting Writing) New()
    {
        var lines = new List<(JournalFact, string)>();
        return (lines, new((fact, text) => lines.Add((fact, text))));
    }
}
