using System.Net;

namespace Sandboxes.EndToEnd.Kubernetes;

/// <summary>Faults of the world that the pods live in. Every test begins, and ends, with pools at their targets and no pod too many.</summary>
[Trait("Pace", "slow"), Trait("Needs", "kubernetes")]
public sealed class KubeFaultTests(KubeCluster cluster) : IClassFixture<KubeCluster>, IAsyncLifetime
{
    private static readonly object Patient = new { waitSeconds = 60 };

    public async ValueTask InitializeAsync() => await cluster.StartAsync();

    public async ValueTask DisposeAsync() => await cluster.StartAsync();

    [Fact]
    public async Task ApiServer_AwayForAMinute_LeasesAndCodeGoOnAndNothingIsMadeTwice()
    {
        await using var before = await cluster.Api.OpenAsync(Patient);
        (await before.CellAsync("x = 41")).ExpectOk();
        await cluster.UntilCalmAsync();

        Kit.Send("kube-apiserver", HostSignal.Kill);
        var since = TimeProvider.System.GetTimestamp();
        await using var during = await cluster.Api.OpenAsync(new { whenEmpty = "fail" });
        Assert.Equal("42", (await during.CellAsync("6 * 7")).ExpectOk().Result);
        await Until.Holds(
            async () =>
            {
                Assert.Equal("42", (await before.CellAsync("x + 1")).ExpectOk().Result);
                return TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromSeconds(60);
            },
            "code runs for a minute without an API server",
            KubeCluster.Patience);

        await Kit.UpAsync();
        await cluster.UntilCalmAsync();
        Assert.Equal("42", (await before.CellAsync("x + 1")).ExpectOk().Result);
    }

    [Fact]
    public async Task ApiServer_Frozen_LeasesGoOnFromWhatIsWarm()
    {
        Kit.Send("kube-apiserver", HostSignal.Stop);
        try
        {
            await using var session = await cluster.Api.OpenAsync(new { whenEmpty = "fail" });
            Assert.Equal("42", (await session.CellAsync("6 * 7")).ExpectOk().Result);
        }
        finally
        {
            Kit.Send("kube-apiserver", HostSignal.Continue);
        }

        await cluster.UntilCalmAsync();
    }

    [Fact]
    public async Task ApiServer_SlowByFiveSeconds_PoolsReachTheirTargets()
    {
        cluster.Link.Delay = TimeSpan.FromSeconds(5);

        await using (var session = await cluster.Api.OpenAsync(Patient))
        {
            (await session.CellAsync("1")).ExpectOk();
        }

        await cluster.UntilCalmAsync();
    }

    [Fact]
    public async Task Watch_Cut_IsTakenUpAgain()
    {
        cluster.Link.Cut();

        var session = await cluster.Api.OpenAsync(Patient);
        await DeletePodAsync(session);

        Assert.Equal("operator", await session.EndReasonAsync());
        await cluster.UntilCalmAsync();
    }

    [Fact]
    public async Task Answers_LostAfterTheEffect_MakeNoSecondPod()
    {
        var before = (await NamesAsync()).ToHashSet();
        cluster.Link.LosesAnswers = true;
        var session = await cluster.Api.OpenAsync(new { whenEmpty = "fail" });
        (await session.DeleteAsync(session.Path)).Expect(HttpStatusCode.NoContent);
        await Until.Holds(async () => !before.IsSupersetOf(await NamesAsync()), "a pod was made whose maker heard nothing", KubeCluster.Patience);

        cluster.Link.LosesAnswers = false;
        cluster.Link.Cut();

        await cluster.UntilCalmAsync();
    }

    [Fact]
    public async Task Pod_DeletedByHand_ItsSessionEndsAndSaysSo()
    {
        var session = await cluster.Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();

        await DeletePodAsync(session);

        Assert.Equal("operator", await session.EndReasonAsync());
        (await session.CellAsync("x")).ExpectProblem(HttpStatusCode.Gone, "session_ended");
    }

    [Fact]
    public async Task Process1_Killed_ItsSessionEndsAsCrashed()
    {
        var session = await cluster.Api.OpenAsync(Patient);
        var agent = await AgentOfAsync(session);

        HostSignal.Send(agent, HostSignal.Kill);

        Assert.Equal("crashed", await session.EndReasonAsync());
    }

    [Fact]
    public async Task Memory_Exhausted_IsAVerdictAndTheSandboxGoesOnOrItsSessionSaysWhy()
    {
        var session = await cluster.Api.OpenAsync(Patient);

        var answer = await session.ExecuteAsync(new { command = new[] { "python3", "-c", "x = bytearray(2 << 30); print(len(x))" } });

        if (answer.Status == HttpStatusCode.Gone || answer.Verdict == "sandbox-lost")
        {
            Assert.Equal("out-of-memory", await session.EndReasonAsync());
        }
        else
        {
            Assert.Equal("memory-limit", answer.Verdict);
            (await session.CellAsync("1")).ExpectOk();
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task Pod_Evicted_ItsSessionEndsAsEvicted()
    {
        var session = await cluster.Api.OpenAsync(Patient);

        // The kubelet measures sized volumes once in a while, and evicts.
        await session.ExecuteAsync(new { command = new[] { "dd", "if=/dev/zero", "of=/workspace/too-much", "bs=1M", "count=200" } });

        await Until.Holds(async () => (await session.GetAsync()).Field("state") == "closed", "the session of the evicted pod has ended", KubeCluster.Patience);
        Assert.Equal("evicted", await session.EndReasonAsync());
    }

    [Fact]
    public async Task Kubelet_Killed_ItsSessionsGoOnAndOpeningWorksElsewhere()
    {
        await using var session = await cluster.Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();
        var node = session.Opened.Field("node")!;

        Kit.Send($"kubelet{node[^1]}", HostSignal.Kill);
        try
        {
            await Until.Holds(async () => await StateOfAsync(node) == "away", $"{node} is away", KubeCluster.Patience);
            Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
            await using var other = await cluster.Api.OpenAsync(Patient);
            Assert.NotEqual(node, other.Opened.Field("node"));
        }
        finally
        {
            await Kit.UpAsync();
        }

        await cluster.UntilCalmAsync();
        Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
    }

    [Fact]
    public async Task Node_Cordoned_ItsIdlePodsMoveAndItsSessionsStay()
    {
        await using var session = await cluster.Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();
        var node = session.Opened.Field("node")!;

        await Kit.KubectlAsync("cordon", node);
        try
        {
            await Until.Holds(async () => (await cluster.PodsAsync()).Count(pod => pod["spec"]!["nodeName"]?.GetValue<string>() == node) == 1, "only the bound pod is left on the cordoned node", KubeCluster.Patience);
            Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
        }
        finally
        {
            await Kit.KubectlAsync("uncordon", node);
        }
    }

    [Fact]
    public async Task Namespace_DeletedUnderUs_IsMadeAgainAndThePoolsFill()
    {
        var session = await cluster.Api.OpenAsync(Patient);

        await Kit.KubectlAsync("delete", "namespace", cluster.Namespace, "--wait=false");

        await Until.Holds(async () => (await session.GetAsync()).Field("state") == "closed", "the session in the deleted namespace has ended", KubeCluster.Patience);
        await cluster.UntilCalmAsync();
        await using var another = await cluster.Api.OpenAsync(Patient);
        (await another.CellAsync("1")).ExpectOk();
    }

    [Fact]
    public async Task NetworkPolicies_RemovedByHand_AreBack()
    {
        await Kit.KubectlAsync("delete", "networkpolicies", "--all", "--namespace", cluster.Namespace);

        await Until.Holds(async () => (await Kit.ListAsync("networkpolicies", "--namespace", cluster.Namespace)).Count > 0, "the policies are back", KubeCluster.Patience);
    }

    [Fact]
    public async Task Silo_KilledWithPodsIdleAndBound_TheOtherTakesThemOver()
    {
        await using var session = await cluster.Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();

        await cluster.Silos[0].KillAsync();
        Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
        cluster.Silos[0].Start();
        await cluster.Silos[0].UntilReadyAsync();

        await cluster.UntilCalmAsync();
        Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
    }

    [Fact]
    public async Task Silos_BothRestartedAtOnce_FindTheirPodsAgain()
    {
        await using var session = await cluster.Api.OpenAsync(Patient);
        (await session.CellAsync("x = 41")).ExpectOk();
        await cluster.UntilCalmAsync();
        var names = await NamesAsync();

        await Task.WhenAll(cluster.Silos.Select(silo => silo.KillAsync()));
        await cluster.StartAsync();

        Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
        Assert.Equal(names, await NamesAsync());
    }

    private async Task<IEnumerable<string>> NamesAsync() => (await cluster.PodsAsync()).Select(pod => pod["metadata"]!["name"]!.GetValue<string>()).Order();

    private async Task<string?> StateOfAsync(string node) => (await cluster.Api.GetAsync("/v1/nodes")).Json.GetProperty("nodes").EnumerateArray()
        .Single(view => view.GetProperty("node").GetString() == node).GetProperty("state").GetString();

    private Task<string> DeletePodAsync(ApiSession session) =>
        Kit.KubectlAsync("delete", "pod", session.Opened.Field("sandbox")!, "--namespace", cluster.Namespace, "--force", "--grace-period=0");

    /// <summary>The agent's process as this machine numbers it.</summary>
    private static Task<int> AgentOfAsync(ApiSession session) => Task.FromResult(Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
        .Where(folder => CommandLineOf(folder).Contains(session.Opened.Field("sandbox")!, StringComparison.Ordinal) && CommandLineOf(folder).Contains("serve-pod", StringComparison.Ordinal))
        .Select(folder => int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture))
        .Single());

    private static string CommandLineOf(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (IOException)
        {
            return ""; // it has ended meanwhile
        }
    }
}
