using CsCheck;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend.Tests;

public sealed class PageTokenTests
{
    private static readonly PageTokens Tokens = new(Options.Create(new FrontendOptions { ApiKey = FrontendHost.Key }));

    [Fact]
    public void TryRead_OwnToken_GivesTheCursorBack() => Gen.String[Gen.Char.AlphaNumeric, 1, 64].Sample(after =>
    {
        Assert.True(Tokens.TryRead("sessions", Tokens.Protect("sessions", after), out var read));
        Assert.Equal(after, read);
    });

    [Fact]
    public void TryRead_AnyLetterChanged_IsRefused()
    {
        var token = Tokens.Protect("sessions", "alice");

        Assert.All(Enumerable.Range(0, token.Length - 1), i =>
            Assert.False(Tokens.TryRead("sessions", token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..], out _)));
    }

    [Fact]
    public void TryRead_OtherListing_IsRefused() =>
        Assert.False(Tokens.TryRead("files", Tokens.Protect("sessions", "alice"), out _));

    [Fact]
    public void TryRead_OtherKey_IsRefused() =>
        Assert.False(new PageTokens(Options.Create(new FrontendOptions { ApiKey = "another-key-9876543210" })).TryRead("sessions", Tokens.Protect("sessions", "alice"), out _));

    [Theory]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("not base64!")]
    public void TryRead_NoToken_IsRefused(string token) => Assert.False(Tokens.TryRead("sessions", token, out _));

    [Fact]
    public void TryRead_LongToken_IsRefused() => Assert.False(Tokens.TryRead("sessions", new string('A', 100_000), out _));
}
