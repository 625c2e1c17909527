using CsCheck;

namespace Sandboxes.Frontend.Tests;

public sealed class PathTests
{
    [Theory]
    [InlineData("main.py", "main.py")]
    [InlineData("a/b/c.txt", "a/b/c.txt")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("%E2%82%AC%20.txt", "€ .txt")]
    [InlineData("a%252e%252e", "a%2e%2e")]
    [InlineData("..a/b..", "..a/b..")]
    [InlineData("", "")]
    public void Decode_PathOfAFile_IsDecodedOnce(string encoded, string path) =>
        Assert.Equal(path, RequestedPath.Decode(encoded).Value);

    [Theory]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("%2e%2e/a")]
    [InlineData("a/%2E.")]
    [InlineData("..%2f..%2fetc")]
    [InlineData("./a")]
    [InlineData("/a")]
    [InlineData("%2Fetc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a%00b")]
    [InlineData("a%5Cb")]
    [InlineData("a\\b")]
    [InlineData("%FF")]
    [InlineData("%C0%AE%C0%AE/a")]
    [InlineData("%ED%A0%80")]
    [InlineData("%")]
    [InlineData("%4")]
    [InlineData("%zz")]
    public void Decode_Trick_IsInvalidPath(string encoded) =>
        Assert.Equal("invalid_path", RequestedPath.Decode(encoded).Problem?.Kind.Code);

    [Fact]
    public void Decode_NameOf256Bytes_IsInvalidPath()
    {
        Assert.Null(RequestedPath.Decode(new string('a', 255)).Problem);
        Assert.NotNull(RequestedPath.Decode(new string('a', 256)).Problem);
    }

    [Fact]
    public void Decode_PathOf1025Bytes_IsInvalidPath()
    {
        var folders = string.Concat(Enumerable.Repeat(new string('a', 127) + "/", 8));

        Assert.Null(RequestedPath.Decode(folders.AsSpan(0, folders.Length - 1)).Problem);
        Assert.NotNull(RequestedPath.Decode(folders + "bb").Problem);
    }

    [Fact]
    public void Decode_AnyText_NeverThrowsNorLetsADotSegmentPass() => Gen.OneOf('a', '.', '/', '%', '2', 'e', '5', 'c', '0', '\\').Array[0, 12].Sample(letters =>
    {
        var (path, problem) = RequestedPath.Decode(letters);

        Assert.True(problem is not null || path!.Split('/').All(name => name is not ("." or "..")));
    });

    [Theory]
    [InlineData("/v1/sessions/../pools", true)]
    [InlineData("/v1/%2e%2e/pools", true)]
    [InlineData("/v1/.%2E/pools", true)]
    [InlineData("/v1/./pools", true)]
    [InlineData("/v1/a%5cb", true)]
    [InlineData("/v1/a\\b", true)]
    [InlineData("/v1/a%00", true)]
    [InlineData("http://host/v1/../x", true)]
    [InlineData("/v1/pools?x=/../", false)]
    [InlineData("/v1/a.b/..c", false)]
    [InlineData("/v1/sessions/a/files/x%20y", false)]
    public void IsTricky_RequestTarget_AsTheClientWroteIt(string target, bool tricky) => Assert.Equal(tricky, RawTarget.IsTricky(target));
}
