using System.Net;

namespace Sandboxes.EndToEnd.Kubernetes;

/// <summary>The same over channels that go through the API server, for silos outside of the pods' network.</summary>
[Trait("Pace", "slow"), Trait("Needs", "kubernetes")]
public sealed class KubeExecFaultTests(KubeExecCluster cluster) : IClassFixture<KubeExecCluster>
{
    [Fact]
    public async Task ApiServer_Away_SessionsAnswerUnavailableMeanwhileAndGoOnAfter()
    {
        await using var session = await cluster.Api.OpenAsync(new { waitSeconds = 60 });
        (await session.CellAsync("x = 41")).ExpectOk();
        await cluster.UntilCalmAsync();

        Kit.Send("kube-apiserver", HostSignal.Kill);
        (await session.CellAsync("x + 1")).ExpectProblem(HttpStatusCode.ServiceUnavailable, "node_unavailable");

        await Kit.UpAsync();
        await Until.Holds(async () => (await session.CellAsync("x + 1")).Status == HttpStatusCode.OK, "the session goes on", KubeCluster.Patience);
        Assert.Equal("42", (await session.CellAsync("x + 1")).ExpectOk().Result);
        await cluster.UntilCalmAsync();
    }
}

/// <summary>Without a network policy's leave for silos: they need none.</summary>
public sealed class KubeExecCluster : KubeCluster
{
    protected override string Prefix => "faults-exec-";

    protected override string Channel => "exec";
}
