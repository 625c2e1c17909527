using System.Net;
using System.Text.Json.Nodes;

namespace Sandboxes.Frontend.Tests;

/// <summary>Callers who wait, operators who pause, end to end over HTTP.</summary>
public sealed class WaitingTests(SiloHost host)
{
    private const string Pool = "/v1/pools/local/javascript";
    private const string Open = """{"template": "javascript", "waitSeconds": 60}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_CallerGoesAwayWhileItWaits_LeavesTheQueueAndTheNextIsServed()
    {
        await EmptyAndPausedAsync();
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var leaving = host.Client.PutAsync("/v1/sessions/leaving", Requests.Json(Open), gone.Token);
        await UntilAsync(async () => (int?)(await SeeAsync("leaving"))?["waiting"]?["position"] == 1);
        var staying = host.Client.PutAsync("/v1/sessions/staying", Requests.Json(Open), Cancellation);
        await UntilAsync(async () => (int?)(await SeeAsync("staying"))?["waiting"]?["ahead"] == 1);
        Assert.Equal(2, (int?)(await ShelfAsync())["waiting"]);

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);

        await UntilAsync(async () => (int?)(await ShelfAsync())["waiting"] == 1);
        Assert.Equal((1, 0), ((int?)(await SeeAsync("staying"))!["waiting"]!["position"], (int?)(await SeeAsync("staying"))!["waiting"]!["ahead"]));
        Assert.Equal("Refill is paused by operator: a test.", (string?)(await ShelfAsync())["lastDecision"]);
        Assert.Equal(HttpStatusCode.OK, (await host.Client.PostAsync(Pool + "/resume", "{}")).StatusCode);
        Assert.Equal("wait", (string?)(await (await staying).BodyAsync())["served"]!["from"]);
        await RestoreAsync();
    }

    private async Task EmptyAndPausedAsync()
    {
        await host.Client.PutAsync(Pool, """{"minIdle": 0, "maxIdle": 0, "reason": "a test"}""");
        Assert.Equal("a test", (string?)(await (await host.Client.PostAsync(Pool + "/pause", """{"reason": "a test"}""")).BodyAsync())["paused"]);
        await UntilAsync(async () => (int?)(await ShelfAsync())["idle"] == 0 && (int?)(await ShelfAsync())["starting"] == 0);
    }

    private async Task RestoreAsync()
    {
        await host.Client.PutAsync(Pool, "{}");
        await UntilAsync(async () => (int?)(await ShelfAsync())["idle"] == 2);
        await host.Client.DeleteAsync("/v1/sessions/staying", Cancellation);
        var operations = (await (await host.Client.GetAsync("/v1/audit", Cancellation)).BodyAsync())["entries"]!.AsArray().Where(entry => (string?)entry!["target"] == "pool/local/shared/javascript").Select(entry => (string?)entry!["operation"]);
        Assert.Equal(["resize", "resume", "pause", "resize"], operations);
    }

    private async Task<JsonNode?> SeeAsync(string id)
    {
        var answer = await host.Client.GetAsync($"/v1/sessions/{id}", Cancellation);
        return answer.StatusCode == HttpStatusCode.OK ? await answer.BodyAsync() : null;
    }

    private async Task<JsonNode> ShelfAsync() =>
        (await (await host.Client.GetAsync("/v1/pools", Cancellation)).BodyAsync())["pools"]!.AsArray().Single(pool => (string?)pool!["template"] == "javascript")!;

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var patience = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(30), "It never became so.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }
}
