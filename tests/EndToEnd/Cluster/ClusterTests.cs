using System.Net;

namespace Sandboxes.EndToEnd;

/// <summary>A cluster whose parts end under it. Every test begins with all of it there.</summary>
[Trait("Pace", "slow")]
public sealed class ClusterTests(TestCluster cluster) : IClassFixture<TestCluster>, IAsyncLifetime
{
    /// <summary>Exit status of a silo that the others have declared dead.</summary>
    private const int Evicted = 3;

    private static readonly object Patient = new { waitSeconds = 30 };

    public async ValueTask InitializeAsync() => await cluster.StartAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Session_OpenedThroughOneFrontend_AnswersThroughTheOther()
    {
        await using var session = await cluster.Frontends[0].Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();

        var other = await cluster.Frontends[1].Api.PostAsync($"{session.Path}/executions", new { language = "python", code = "x + 1" });

        Assert.Equal("42", other.ExpectOk().Result);
    }

    [Fact]
    public async Task Silo_KilledAndStartedAgain_ItsSessionKeepsItsVariablesAndItsStreamLosesNothing()
    {
        await using var session = await cluster.Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();
        var counting = await session.StartAsync(new { command = new[] { "sh", "-c", "for i in $(seq 80); do echo $i; sleep 0.1; done" }, timeoutMs = 60_000, background = true });
        using var stream = await cluster.Api.StreamAsync(HttpMethod.Get, $"{counting}/events", ApiEvent.JsonLines);
        var silo = cluster.SiloOf(session.Opened);

        await silo.KillAsync();
        silo.Start();
        var answer = (await session.CellAsync("x + 1")).ExpectOk();

        Assert.Equal("42", answer.Result);
        var events = await ApiEvent.ReadAllAsync(stream);
        Assert.Equal(string.Concat(Enumerable.Range(1, 80).Select(number => $"{number}\n")), TextOf(events));
        Assert.Equal("ok", events[^1].Data.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Silo_StoppedInOrderAndStartedAgain_ItsSessionKeepsItsVariables()
    {
        await using var session = await cluster.Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();
        var silo = cluster.SiloOf(session.Opened);

        Assert.Equal(0, await silo.StopAsync());
        silo.Start();

        Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
    }

    [Fact]
    public async Task Silo_NeverComesBack_ItsSessionEndsAsNodeLostAndOthersOpen()
    {
        await using var session = await cluster.Api.OpenAsync(Patient);
        var silo = cluster.SiloOf(session.Opened);

        await silo.KillAsync();

        await using var other = await cluster.Api.OpenAsync(Patient);
        (await other.CellAsync("1")).ExpectOk();
        await Until.Holds(async () => (await session.GetAsync()).Field("state") == "closed", "the session of the lost node has ended", Until.ClusterDeadline);
        Assert.Equal("node-lost", await session.EndReasonAsync());
        (await session.CellAsync("1")).ExpectProblem(HttpStatusCode.Gone, "session_ended");
    }

    [Fact]
    public async Task Silo_FrozenUntilTheOthersDeclareItDead_EndsAtOnceWhenItGoesOn()
    {
        var silo = cluster.Silos[2];
        HostSignal.Send(silo.Id, HostSignal.Stop);
        await Until.Holds(() => cluster.IsDeclaredDeadAsync(silo.Name), "the others have declared the frozen silo dead", Until.ClusterDeadline);

        HostSignal.Send(silo.Id, HostSignal.Continue);

        Assert.Equal(Evicted, await silo.ExitCodeAsync());
        Assert.Contains($"Silo {silo.Name} ends at once", silo.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_Stopped_SessionsGoOnAndOpeningIsRefusedUntilItIsBack()
    {
        await using var session = await cluster.Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();

        await cluster.Database.Stop();
        await Until.Holds(async () => (await cluster.Api.PutAsync("/v1/sessions/while-down", new { })).Code == "storage_unavailable", "opening is refused", Until.ClusterDeadline);
        var refused = (await cluster.Frontends[1].Api.PutAsync("/v1/sessions/while-down", new { })).ExpectProblem(HttpStatusCode.ServiceUnavailable, "storage_unavailable");
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
        (await session.PostAsync($"{session.Path}/renew", new { idleTimeoutSeconds = 600 })).Expect(HttpStatusCode.OK);

        await cluster.Database.Start();
        await Until.Holds(OpensOnEverySilo, "opening works again", Until.ClusterDeadline);
    }

    /// <summary>Each silo notices by itself that the database is back, and a session is opened on any of them.</summary>
    private async Task<bool> OpensOnEverySilo()
    {
        for (var opened = 0; opened < 10 * cluster.Silos.Count; opened++)
        {
            var path = $"/v1/sessions/back-again-{Guid.NewGuid():N}";
            if ((await cluster.Api.PutAsync(path, Patient)).Status != HttpStatusCode.Created)
            {
                return false;
            }

            await cluster.Api.DeleteAsync(path);
        }

        return true;
    }

    [Fact]
    public async Task Frontend_BeforeItsFirstSiloAndAfterTheWholeClusterRestarted_NeedsNoRestartOfItsOwn()
    {
        await using var frontend = cluster.NewFrontend("frontend-alone", "another");
        await using var silo = cluster.NewSilo("silo-alone", "another");
        frontend.Start();
        await Until.Holds(async () => await frontend.ProbeAsync("/livez") == HttpStatusCode.OK, "the frontend listens", Until.ClusterDeadline);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await frontend.ProbeAsync("/readyz"));

        silo.Start();
        await frontend.UntilReadyAsync();
        await silo.KillAsync();
        await Until.Holds(async () => await frontend.ProbeAsync("/readyz") == HttpStatusCode.ServiceUnavailable, "the frontend misses its silo", Until.ClusterDeadline);
        silo.Start();
        await frontend.UntilReadyAsync();

        await using (var session = await frontend.Api.OpenAsync(Patient))
        {
            (await session.CellAsync("1")).ExpectOk();
        }

        await silo.StopAsync();
        await cluster.EndSandboxesAsync(silo.Name);
    }

    private static string TextOf(IReadOnlyList<ApiEvent> events) =>
        string.Concat(events.Where(happened => happened.Name == "stdout").Select(happened => happened.Data.GetProperty("text").GetString()));
}
