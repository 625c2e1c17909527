using System.Text;
using CsCheck;

namespace Sandboxes.Frontend.Tests;

public sealed class StreamTextTests
{
    [Fact]
    public void Next_TextCutAnywhere_JoinsToTheSameText() => Gen.Select(Gen.String, Gen.Int[1, 7]).Sample((text, size) =>
    {
        var bytes = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
        var stream = new StreamText();
        var pieces = bytes.Chunk(size).Select(stream.Next).ToList();

        Assert.DoesNotContain(pieces, piece => piece.Base64);
        Assert.False(stream.HasTail);
        Assert.All(pieces, piece => Assert.True(System.Text.Unicode.Utf8.IsValid(piece.Bytes.Span)));
        Assert.Equal(bytes, pieces.SelectMany(piece => piece.Bytes.ToArray()));
    });

    [Fact]
    public void Next_AnyBytesCutAnywhere_LosesNone() => Gen.Select(Gen.Byte.Array[0, 100], Gen.Int[1, 7]).Sample((bytes, size) =>
    {
        var stream = new StreamText();
        var pieces = bytes.Chunk(size).Select(stream.Next).ToList();
        pieces.Add(stream.Rest());

        Assert.Equal(bytes, pieces.SelectMany(piece => piece.Bytes.ToArray()));
        Assert.All(pieces.Where(piece => !piece.Base64), piece => Assert.True(System.Text.Unicode.Utf8.IsValid(piece.Bytes.Span)));
    });

    [Fact]
    public void Next_OnceNotText_StaysBase64()
    {
        var stream = new StreamText();

        Assert.False(stream.Next("a"u8.ToArray()).Base64);
        Assert.True(stream.Next([0xFF]).Base64);
        Assert.True(stream.Next("b"u8.ToArray()).Base64);
    }
}
