using System.Net;

namespace Sandboxes.EndToEnd;

/// <summary>A template that is changed while sessions are open, on the real runtime.</summary>
public sealed class RolloutTests
{
    private static readonly object Patient = new { template = "python", waitSeconds = 30 };

    [Fact]
    public async Task Put_AnotherEnvironment_IsSeenByNewSessionsAndNotByThoseThatAreOpen()
    {
        await using var product = await Product.StartAsync(new() { IdlePython = 2, IdleJavaScript = 0, IdleBash = 0 });
        await using var before = await product.Api.OpenAsync(Patient);
        var changed = new { kernels = new[] { "python" }, env = new Dictionary<string, string> { ["LESSON"] = "seven" }, minIdle = 2 };

        (await product.Api.PutAsync("/v1/templates/python", changed)).Expect(HttpStatusCode.OK);
        await Until.Holds(async () => (await product.Api.GetAsync("/v1/templates/python")).Json.GetProperty("rollout").GetProperty("state").GetString() == "done", "the rollout is done");

        await using var after = await product.Api.OpenAsync(Patient);
        Assert.Equal(2, after.Opened.Json.GetProperty("revision").GetInt32());
        Assert.Equal("'seven'", (await after.CellAsync("import os; os.environ.get('LESSON', '')")).ExpectOk().Result);
        Assert.Equal("''", (await before.CellAsync("import os; os.environ.get('LESSON', '')")).ExpectOk().Result);
    }
}
