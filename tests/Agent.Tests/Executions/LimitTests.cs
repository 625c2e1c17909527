using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests.Executions;

public class LimitTests
{
    [Theory]
    [InlineData("sleep 100")]
    [InlineData("trap '' TERM INT HUP; while :; do :; done")]
    [InlineData("kill -STOP $$")]
    public async Task WallTime_ThatIsUp_EndsTheExecution(string script)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Run(new ExecutionRequest { Command = ["sh", "-c", script], TimeoutMs = 200 });

        Assert.Equal((Verdict.WallLimit, "KILL"), (ran.Ended.Verdict, ran.Ended.Signal));
    }

    [Fact]
    public async Task ProcessorTime_OfAllItsProcesses_EndsTheExecution()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Run(new ExecutionRequest
        {
            Command = ["sh", "-c", "(while :; do :; done) & (while :; do :; done) & wait"],
            TimeoutMs = 30_000,
            Limits = ExecutionLimits.None with { CpuMs = 200 },
        });

        Assert.Equal(Verdict.CpuLimit, ran.Ended.Verdict);
    }

    [Fact]
    public async Task Output_BeyondItsLimit_IsCutCountedAndEndsTheExecution()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Run(new ExecutionRequest { Command = ["yes"], Limits = ExecutionLimits.None with { OutputBytes = 100_000 } });

        Assert.Equal((Verdict.OutputLimit, true), (ran.Ended.Verdict, ran.Ended.Truncated));
        Assert.Equal(100_000, ran.Stdout.Length);
        Assert.True(ran.Ended.StdoutBytes > 100_000);
    }

    [Fact]
    public async Task Output_ByteByByte_BecomesFewEventsAndLosesNone()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Run("/usr/bin/python3", "-c", "import os\nfor i in range(20000): os.write(1, b'x')");

        Assert.Equal(20_000, ran.Stdout.Length);
        Assert.InRange(ran.Events.Count, 3, 3_000);
    }

    [Fact]
    public async Task File_BeyondItsLimit_EndsTheExecution()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Run(new ExecutionRequest
        {
            Command = ["dd", "if=/dev/zero", "of=big", "bs=1k", "count=100"],
            Limits = ExecutionLimits.None with { FileBytes = 10_240 },
        });

        Assert.Equal(Verdict.FileLimit, ran.Ended.Verdict);
    }

    [Theory]
    [InlineData("limits.memoryBytes")]
    [InlineData("limits.processes")]
    public async Task Limits_ThatCannotBeKept_AreRefused(string field)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.None);
        var limits = field == "limits.memoryBytes" ? ExecutionLimits.None with { MemoryBytes = 1 << 20 } : ExecutionLimits.None with { Processes = 3 };

        var (_, refusal) = await agent.Channel.Execute(RunningAgent.Lease, new() { Command = ["true"], Limits = limits }, RunningAgent.Cancellation);

        Assert.Equal((RefusalCode.LimitUnsupported, field), (refusal!.Code, refusal.Field));
    }
}
