using Sandboxes.Silo.Hosting;

namespace Sandboxes.Silo.Tests;

public sealed class EndAtOnceTests
{
    [Fact]
    public void Sentence_OfManyLines_IsOneOfBoundedLength()
    {
        var sentence = EndAtOnce.Sentence("n1", DateTimeOffset.UnixEpoch, "told that it is dead\n" + new string('x', 10_000), new InvalidOperationException("a\nb"));

        Assert.StartsWith("1970-01-01T00:00:00.0000000+00:00 Silo n1 ends at once with status 3: told that it is dead xxx", sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', sentence);
        Assert.InRange(sentence.Length, 600, 800);
    }
}
