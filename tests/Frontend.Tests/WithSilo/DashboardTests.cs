using System.Net;
using System.Text.RegularExpressions;

namespace Sandboxes.Frontend.Tests;

public sealed partial class DashboardTests(SiloHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/dashboard")]
    [InlineData("/dashboard/")]
    [InlineData("/dashboard/index.min.js")]
    [InlineData("/dashboard/DashboardCounters")]
    [InlineData("/dashboard/GrainState")]
    [InlineData("/dashboard/Trace")]
    public async Task Dashboard_WithoutAKey_Is401(string path) =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Anyone.GetAsync(path, Cancellation)).StatusCode);

    [Fact]
    public async Task Dashboard_SignedIn_IsThereAndLoadsNothingFromElsewhere()
    {
        var signIn = await host.Anyone.PostAsync("/sign-in", Requests.KeyForm(FrontendHost.Key), Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard/");
        request.Headers.Add("Cookie", signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);

        var response = await host.Anyone.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Empty(External().Matches(await response.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task Dashboard_WithoutSlash_LeadsToItsPage() =>
        Assert.Equal("/dashboard/", (await host.Client.GetAsync("/dashboard", Cancellation)).Headers.Location?.OriginalString);

    [Fact]
    public async Task Dashboard_Counters_AnswerWithTheKey() =>
        Assert.Contains("totalActivationCount", await host.Client.GetStringAsync("/dashboard/DashboardCounters", Cancellation), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public async Task Metrics_OfASilo_HaveOrleansAndOurs()
    {
        await host.Client.PutAsync("/v1/sessions/metrics-1", "{}");

        var metrics = await host.Client.GetStringAsync("/metrics", Cancellation);

        Assert.Contains("orleans_", metrics, StringComparison.Ordinal);
        Assert.Contains("sandbox", metrics, StringComparison.Ordinal);
    }

    [GeneratedRegex("(?:src|href)=\"(?:https?:)?//")]
    private static partial Regex External();
}
