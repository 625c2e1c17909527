using Sandboxes.Abstractions;

namespace Sandboxes.GrainTests.Cluster;

public sealed class OpeningTests
{
    [Fact]
    public async Task Open_WarmSandbox_IsServedAndActive()
    {
        await using var cluster = await SandboxCluster.Start();
        await cluster.Until(async () => (await cluster.Shelf()).Idle == 2, TimeSpan.FromMilliseconds(10));

        var opened = await cluster.Open("alice");

        Assert.Null(opened.Refusal);
        Assert.True(opened.Value!.Created);
        Assert.Equal((SessionState.Active, "python", ServedFrom.Warm), (opened.Value.Session.State, opened.Value.Session.Template, opened.Value.Session.Served!.From));
    }
}
