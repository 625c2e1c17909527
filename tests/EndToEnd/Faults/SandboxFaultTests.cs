using System.Net;

namespace Sandboxes.EndToEnd;

/// <summary>A sandbox that is killed from outside.</summary>
public sealed class SandboxFaultTests(SharedProduct shared)
{
    [Fact]
    public async Task Sandbox_KilledOnTheHost_IsNoticedToldAndReplaced()
    {
        var session = await shared.Api.OpenAsync(new { waitSeconds = 30 });
        var marker = $"marker-{session.Opened.Field("sandbox")}";
        var execution = await session.StartAsync(new { command = new[] { "python3", "-c", "import time; time.sleep(60)", marker }, timeoutMs = 60_000, background = true });
        await Until.Holds(() => HostProcess.WithArgument(marker) is not null, "the marked process runs");
        var root = HostProcess.WithArgument(marker)!.RootBeneath(shared.Product.ProcessId);

        HostSignal.Send(root.Id, HostSignal.Kill);

        Assert.Equal("crashed", await session.EndReasonAsync());
        Assert.True((await session.EndOfAsync(execution)) is { Status: HttpStatusCode.Gone } or { Verdict: "sandbox-lost" });
        Assert.Equal("crashed", (await session.CellAsync("1")).ExpectProblem(HttpStatusCode.Gone, "session_ended").Field("reason"));
        await Until.Holds(PythonPoolIsFullAsync, "the pool is full again");
    }

    [Fact]
    public async Task Sandboxes_IdleOnesKilledOnTheHost_AreReplacedBeforeAnyoneGetsOne()
    {
        await Until.Holds(PythonPoolIsFullAsync, "the pool is full");
        var roots = HostProcess.All().Where(process => process.Parent == shared.Product.ProcessId).ToList();

        Assert.NotEmpty(roots);
        foreach (var root in roots)
        {
            HostSignal.Send(root.Id, HostSignal.Kill);
        }

        await Until.Holds(PythonPoolIsFullAsync, "the pool is full again");
        await using var session = await shared.Api.OpenAsync(new { waitSeconds = 30 });
        Assert.Equal("42", (await session.CellAsync("6 * 7")).ExpectOk().Result);
    }

    private async Task<bool> PythonPoolIsFullAsync()
    {
        var pools = (await shared.Api.GetAsync("/v1/pools")).Expect(HttpStatusCode.OK).Json.GetProperty("pools");
        var python = pools.EnumerateArray().Single(pool => pool.GetProperty("template").GetString() == "python");
        return python.GetProperty("idle").GetInt32() >= python.GetProperty("target").GetInt32() && python.GetProperty("target").GetInt32() > 0;
    }
}
