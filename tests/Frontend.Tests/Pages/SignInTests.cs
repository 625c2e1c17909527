using System.Net;

namespace Sandboxes.Frontend.Tests;

public sealed class SignInTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SignIn_RightKey_GivesACookieThatOpens()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Anyone.PostAsync("/sign-in", Requests.KeyForm(FrontendHost.Key), Cancellation);

        Assert.Equal((HttpStatusCode.Redirect, "/docs"), (response.StatusCode, response.Headers.Location?.OriginalString));
        var cookie = response.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(FrontendHost.Key, cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, await PingAsync(host, await host.SignInAsync()));
    }

    [Fact]
    public async Task Cookie_AfterTwelveHours_IsNoMoreGood()
    {
        await using var host = await FrontendHost.StartAsync();
        var cookie = await host.SignInAsync();

        host.Time.Advance(TimeSpan.FromHours(12));

        Assert.Equal(HttpStatusCode.Unauthorized, await PingAsync(host, cookie));
    }

    [Fact]
    public async Task Cookie_WithALaterDate_IsNotGood()
    {
        await using var host = await FrontendHost.StartAsync();
        var cookie = await host.SignInAsync();
        var dot = cookie.IndexOf('.', StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Unauthorized, await PingAsync(host, "sandboxes=9999999999" + cookie[dot..]));
    }

    [Fact]
    public async Task Cookie_OfAnotherOrganizationsKey_OpensWhatThatKeyOpens()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        var (own, other) = (await host.SignInAsync(), await host.SignInAsync(FrontendHost.TenantKey));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await GetAsync(host, "/v1/sessions/alice", own), await GetAsync(host, "/v1/sessions/alice", other)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (await GetAsync(host, "/v1/pools", own), await GetAsync(host, "/v1/pools", other)));
    }

    [Fact]
    public async Task Cookie_UnderTheNameOfAnotherKey_IsNotGood()
    {
        await using var host = await FrontendHost.StartAsync();
        var (own, other) = ((await host.SignInAsync()).Split('.'), (await host.SignInAsync(FrontendHost.TenantKey)).Split('.'));

        Assert.Equal(HttpStatusCode.Unauthorized, await PingAsync(host, $"{other[0]}.{own[1]}.{other[2]}"));
    }

    [Fact]
    public async Task SignIn_WrongKey_Is401AndNoCookie()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Anyone.PostAsync("/sign-in", Requests.KeyForm("wrong"), Cancellation);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task SignIn_TooOften_IsRefusedUntilTheMinuteIsOver()
    {
        await using var host = await FrontendHost.StartAsync(options => options.SignInAttemptsPerMinute = 2);
        await host.Anyone.PostAsync("/sign-in", Requests.KeyForm("wrong"), Cancellation);
        await host.Anyone.PostAsync("/sign-in", Requests.KeyForm("wrong"), Cancellation);

        var refused = await host.Anyone.PostAsync("/sign-in", Requests.KeyForm(FrontendHost.Key), Cancellation);
        host.Time.Advance(TimeSpan.FromMinutes(1));
        var admitted = await host.Anyone.PostAsync("/sign-in", Requests.KeyForm(FrontendHost.Key), Cancellation);

        await refused.ProblemAsync(HttpStatusCode.TooManyRequests, "too_many_attempts");
        Assert.Equal(HttpStatusCode.Redirect, admitted.StatusCode);
    }

    [Fact]
    public async Task Start_SignedInOrNot_LeadsToTheDocsOrTheSignIn()
    {
        await using var host = await FrontendHost.StartAsync();
        using var signedIn = new HttpRequestMessage(HttpMethod.Get, "/");
        signedIn.Headers.Add("Cookie", await host.SignInAsync());

        Assert.Equal("/sign-in", (await host.Anyone.GetAsync("/", Cancellation)).Headers.Location?.OriginalString);
        Assert.Equal("/docs", (await host.Anyone.SendAsync(signedIn, Cancellation)).Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task Page_ABrowserWithoutAKey_GetsTheSignInAs401()
    {
        await using var host = await FrontendHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs");
        request.Headers.Add("Accept", "text/html");

        var response = await host.Anyone.SendAsync(request, Cancellation);

        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("same-origin", HttpStatusCode.BadRequest)]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    public async Task Cookie_FromAnotherSitesPage_MayNotAct(string site, HttpStatusCode status)
    {
        await using var host = await FrontendHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/run");
        request.Headers.Add("Cookie", await host.SignInAsync());
        request.Headers.Add("Sec-Fetch-Site", site);

        Assert.Equal(status, (await host.Anyone.SendAsync(request, Cancellation)).StatusCode);
    }

    private static Task<HttpStatusCode> PingAsync(FrontendHost host, string cookie) => GetAsync(host, "/v1/ping", cookie);

    private static async Task<HttpStatusCode> GetAsync(FrontendHost host, string path, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookie);
        return (await host.Anyone.SendAsync(request, Cancellation)).StatusCode;
    }
}
