using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class ProblemTests
{
    public static TheoryData<string> Codes => [.. ErrorTable.All.Select(kind => kind.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Request_ThatReachesTheCode_IsThatProblem(string code)
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        host.Cluster.SessionRefusal = null;

        var response = await ReachedCodes.All.Single(reached => reached.Code == code).Request(host);

        await response.ProblemAsync((HttpStatusCode)ErrorTable.ByCode[code].Status, code);
    }

    [Fact]
    public async Task Refusal_WithWhatItsCodeNeeds_SaysIt()
    {
        await using var host = await FrontendHost.StartAsync();
        host.Cluster.SessionRefusal = new(RefusalCode.WaitTimeout, "Wait longer.") { Position = 3, RetryAfterSeconds = 7, Field = "waitSeconds", Allowed = ["0..60"] };

        var response = await host.Client.PutAsync("/v1/sessions/alice", "{}");

        var problem = await response.ProblemAsync(HttpStatusCode.ServiceUnavailable, "wait_timeout");
        Assert.Equal(TimeSpan.FromSeconds(7), response.Headers.RetryAfter?.Delta);
        Assert.Equal((3, "waitSeconds", "0..60", "Wait longer."), ((int?)problem["position"], (string?)problem["field"], (string?)problem["allowed"]![0], (string?)problem["detail"]));
    }

    [Fact]
    public async Task Fault_OfOurs_TellsNothingOfTheInside()
    {
        await using var host = await FrontendHost.StartAsync();
        host.Cluster.SessionFault = new InvalidOperationException("secret");

        var body = await (await host.Client.GetAsync("/v1/sessions/alice", TestContext.Current.CancellationToken)).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warning_WhereNothingIsolates_IsInEveryAnswer()
    {
        await using var host = await FrontendHost.StartAsync(options => options.Warning = "Nothing isolates.");

        foreach (var (client, path) in new[] { (host.Client, "/v1/ping"), (host.Client, "/v1/nothing"), (host.Anyone, "/v1/ping"), (host.Anyone, "/livez"), (host.Anyone, "/sign-in") })
        {
            var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal("Nothing isolates.", response.Headers.GetValues("Sandbox-Warning").Single());
        }
    }
}
