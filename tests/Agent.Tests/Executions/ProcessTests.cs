using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests.Executions;

public class ProcessTests
{
    [Theory]
    [InlineData(Containment.None)]
    [InlineData(Containment.Bubblewrap)]
    public async Task Process_ThatPrints_IsToldWithItsFigures(Containment containment)
    {
        await using var agent = await RunningAgent.StartLeased(containment);

        var ran = await agent.Run("/bin/sh", "-c", "echo out; echo err >&2; exit 3");

        Assert.Equal("out\n", ran.Stdout);
        Assert.Equal("err\n", ran.Stderr);
        Assert.Equal((Verdict.NonzeroExit, 3, null), (ran.Ended.Verdict, ran.Ended.ExitCode, ran.Ended.Signal));
        Assert.Equal((4, 4), (ran.Ended.StdoutBytes, ran.Ended.StderrBytes));
        Assert.True(ran.Ended.WallMs > 0 && ran.Ended.PeakMemoryBytes > 0);
    }
}
