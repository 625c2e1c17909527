using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Files;

public sealed class JournalFileTests
{
    private const string Text = """
        1000100 started
        1000200 bound default/alice/abc
        1000201 confirmed default/alice/abc
        1000300 refused default/bob/def
        1000390 unlisted 3
        1000400 ended released
        1000450 gone released

        """;

    [Fact]
    public void Journal_WithEveryFact_IsRead() => Assert.Equal(
        [
            "[100] a/box Started ",
            "[200] a/box Bound default/alice/abc",
            "[201] a/box Confirmed default/alice/abc",
            "[300] a/box Refused default/bob/def",
            "[390] a/box Unlisted 3",
            "[400] a/box Ended released",
            "[450] a/box Gone released",
        ],
        JournalFile.Parse("a", "box", Text, 1_000_000).Select(entry => entry.ToString()));

    [Fact]
    public void Line_WithoutALineFeed_WasNeverWritten() =>
        Assert.Single(JournalFile.Parse("a", "box", "1000100 started\n1000200 bound default/al", 0));

    [Theory]
    [InlineData("soon started\n")]
    [InlineData("1000 exploded\n")]
    [InlineData("1000\n")]
    public void Line_OfAnotherForm_IsRefused(string text) => Assert.Throws<FormatException>(() => JournalFile.Parse("a", "box", text, 0).ToList());
}
