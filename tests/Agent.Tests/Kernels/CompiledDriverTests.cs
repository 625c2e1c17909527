using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests.Kernels;

/// <summary>Where a sandbox is to be wiped, its kernels are started again from what their first start compiled.</summary>
public class CompiledDriverTests
{
    private const string CommandLine = "print(open('/proc/self/cmdline').read())";
    private const string OfText = "def compile_cell";
    private const string OfCode = "marshal.loads(code)";

    private static readonly LeaseId Second = new("lease-2");

    private static CancellationToken Cancellation => RunningAgent.Cancellation;

    [Fact]
    public async Task Kernel_AfterAWipe_RunsWhatItsFirstStartCompiled()
    {
        await using var agent = await Start(maxUses: 3);
        var first = await agent.Cell(CommandLine);
        var failedFirst = await agent.Cell("def f():\n    1 / 0\nf()");

        await Wipe(agent);
        var second = await agent.Cell(CommandLine, lease: Second);
        var failedSecond = await agent.Cell("def f():\n    1 / 0\nf()", lease: Second);

        Assert.Contains(OfText, first.Stdout, StringComparison.Ordinal);
        Assert.Contains(OfCode, second.Stdout, StringComparison.Ordinal);
        Assert.Equal(failedFirst.Ended.Error!.Traceback, failedSecond.Ended.Error!.Traceback);
    }

    [Fact]
    public async Task Kernel_ThatDiedUnderACell_RunsWhatItsFirstStartCompiledAndHasTheLeasesEnvironment()
    {
        await using var agent = await RunningAgent.Start(Containment.Bubblewrap, start => start with { MaxUses = 3 }, "python");
        await agent.Hold(RunningAgent.Lease, new Dictionary<string, string> { ["OF_LEASE"] = "1" });
        await agent.Cell("import os; os._exit(7)");

        Assert.Contains(OfCode, (await agent.Cell(CommandLine)).Stdout, StringComparison.Ordinal);
        Assert.Equal("1\n", (await agent.Cell("import os; print(os.environ['OF_LEASE'])")).Stdout);
    }

    [Fact]
    public async Task Kernel_OfASandboxForOneUse_IsStartedFromTheText()
    {
        await using var agent = await Start(maxUses: 1);
        await agent.Cell("import os; os._exit(7)");

        Assert.Contains(OfText, (await agent.Cell(CommandLine)).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kernel_WhoseCodeCannotBeLoaded_IsStartedFromTheText()
    {
        await using var agent = await Start(maxUses: 3, """case "$*" in *"marshal.loads(code)"*) exit 1;; esac; exec /usr/bin/python3 "$@" """);

        await Wipe(agent);

        Assert.Contains(OfText, (await agent.Cell(CommandLine, lease: Second)).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_OfALaterStart_IsNotTaken()
    {
        const string Tells = """import os, time; os.write(3, bytes([1, 0, 0, 0, 9, 78]) + bytes([0, 0, 0, 0, 10])); time.sleep(1000)""";
        await using var agent = await Start(maxUses: 3, $"""case "$*" in *" send-code") exec /usr/bin/python3 "$@";; *) exec /usr/bin/python3 -c '{Tells}';; esac""");

        await agent.Channel.Wipe(RunningAgent.Lease, Cancellation);

        Assert.Equal(WipeOutcome.NotProved, (await agent.Channel.Proof(RunningAgent.Lease, Cancellation)).Outcome);
    }

    private static Task<RunningAgent> Start(int maxUses, string? wrapper = null) =>
        RunningAgent.StartLeased(
            Containment.Bubblewrap,
            start => start with { MaxUses = maxUses, Kernels = [new("python", wrapper is null ? ["/usr/bin/python3"] : ["/bin/sh", "-c", wrapper, "sh"])] },
            "python");

    private static async Task Wipe(RunningAgent agent)
    {
        Assert.Equal(LatchResult.Ok, await agent.Channel.Wipe(RunningAgent.Lease, Cancellation));
        Assert.Equal(WipeOutcome.Proved, (await agent.Channel.Proof(RunningAgent.Lease, Cancellation)).Outcome);
        await agent.Hold(Second);
    }
}
