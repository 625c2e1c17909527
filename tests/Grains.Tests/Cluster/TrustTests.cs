using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

/// <summary>An idle sandbox that has not been heard for long is proved alive by its bind, before anybody is given it.</summary>
public sealed class TrustTests
{
    [Fact]
    public async Task Open_TheOldestDoesNotAnswerItsBind_IsGivenTheNext()
    {
        await using var cluster = await SandboxCluster.StartWarm();
        var before = await cluster.Sandboxes();
        await cluster.Pass(TimeSpan.FromSeconds(59));
        cluster.Runtime.Faults.LoseBindReplies = 2;

        var session = (await cluster.Opened("alice")).Session;

        Assert.Equal(0, cluster.Runtime.Faults.LoseBindReplies);
        Assert.Equal(SessionState.Active, session.State);
        await cluster.Until(async () => (await cluster.Sandboxes()).Count(before.Contains) == 1);
        Assert.Equal(before.Intersect(await cluster.Sandboxes()).Single(), session.Sandbox);
    }
}
