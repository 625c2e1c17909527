using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class SessionListTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_PageByPage_GivesEachSessionOnce()
    {
        await using var host = await ListedAsync();
        var seen = new List<string>();

        for (string? token = ""; token is not null;)
        {
            var page = await (await host.Client.GetAsync($"/v1/sessions?pageSize=2&pageToken={token}", Cancellation)).BodyAsync();
            seen.AddRange(page["sessions"]!.AsArray().Select(session => (string)session!["id"]!));
            token = (string?)page["nextPageToken"];
        }

        Assert.Equal(["s1", "s2", "s3", "s4", "s5"], seen);
    }

    [Fact]
    public async Task List_TokenUnderAnotherFilter_Is400()
    {
        await using var host = await ListedAsync();
        var page = await (await host.Client.GetAsync("/v1/sessions?pageSize=2", Cancellation)).BodyAsync();

        var response = await host.Client.GetAsync($"/v1/sessions?state=active&pageToken={page["nextPageToken"]}", Cancellation);

        await response.ProblemAsync(HttpStatusCode.BadRequest, "invalid_page_token");
    }

    [Theory]
    [InlineData("pageSize=0", "pageSize")]
    [InlineData("pageSize=1001", "pageSize")]
    [InlineData("pageSize=-1", "pageSize")]
    [InlineData("pageSize=1e2", "pageSize")]
    [InlineData("pageSize=99999999999", "pageSize")]
    [InlineData("state=gone", "state")]
    [InlineData("template=a%20b", "template")]
    [InlineData("state=active&state=closed", "state")]
    public async Task List_FilterThatIsNotAccepted_Is400ByItsName(string query, string field)
    {
        await using var host = await ListedAsync();

        var problem = await (await host.Client.GetAsync("/v1/sessions?" + query, Cancellation)).ProblemAsync(HttpStatusCode.BadRequest, "invalid_field");

        Assert.Equal(field, (string?)problem["field"]);
    }

    private static async Task<FrontendHost> ListedAsync()
    {
        var host = await FrontendHost.StartAsync();
        foreach (var id in new[] { "s1", "s2", "s3", "s4", "s5" })
        {
            await host.Client.PutAsync("/v1/sessions/" + id, "{}");
            host.Cluster.Directory.Listed.Add(host.Cluster.Session(id).View! with { State = SessionState.Active });
        }

        return host;
    }
}
