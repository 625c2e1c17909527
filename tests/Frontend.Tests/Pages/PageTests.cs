using System.Text.RegularExpressions;

namespace Sandboxes.Frontend.Tests;

public sealed partial class PageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/docs/")]
    [InlineData("/docs/errors")]
    [InlineData("/sign-in")]
    public async Task Page_LoadsNothingFromElsewhere(string path)
    {
        await using var host = await FrontendHost.StartAsync();

        var html = await host.Client.GetStringAsync(path, Cancellation);

        Assert.DoesNotContain("//", UrlOfSchemas().Replace(html, ""), StringComparison.Ordinal);
        Assert.All(Sources().Matches(html).Select(match => match.Groups[1].Value), source => Assert.False(source.Contains(':', StringComparison.Ordinal), source));
    }

    [Theory]
    [InlineData("/docs/")]
    [InlineData("/docs/errors")]
    [InlineData("/sign-in")]
    public async Task Page_Headers_LetNothingElseIn(string path)
    {
        await using var host = await FrontendHost.StartAsync();

        var headers = (await host.Client.GetAsync(path, Cancellation)).Headers;

        var policy = headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy.Split(';').Single(part => part.Contains("script-src", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("nosniff", headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("DENY", headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public async Task Docs_InlineScript_BearsTheNonceOfItsHeader()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.GetAsync("/docs/", Cancellation);

        var nonce = NonceOfPolicy().Match(response.Headers.GetValues("Content-Security-Policy").Single()).Groups[1].Value;
        Assert.NotEmpty(nonce);
        Assert.Contains($"nonce=\"{nonce}\"", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Docs_ItsScript_ComesFromHere()
    {
        await using var host = await FrontendHost.StartAsync();

        var script = await host.Client.GetAsync("/docs/scalar.js", Cancellation);

        Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);
        Assert.True((await script.Content.ReadAsByteArrayAsync(Cancellation)).Length > 100_000);
    }

    [Fact]
    public async Task ErrorPage_EveryCode_HasItsPlace()
    {
        await using var host = await FrontendHost.StartAsync();

        var html = await host.Client.GetStringAsync("/docs/errors", Cancellation);

        Assert.All(ErrorTable.All, kind => Assert.Contains($"id=\"{kind.Code}\"", html, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Metrics_WithTheKey_AreThere()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.GetAsync("/v1/ping", Cancellation);

        Assert.Contains("http_server_request_duration", await host.Client.GetStringAsync("/metrics", Cancellation), StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:src|href)=[\"']([^\"']*)")]
    private static partial Regex Sources();

    [GeneratedRegex("https?://www\\.w3\\.org[^\"']*")]
    private static partial Regex UrlOfSchemas();

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex NonceOfPolicy();
}
