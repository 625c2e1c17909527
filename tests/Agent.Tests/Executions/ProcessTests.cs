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

        var ran = await agent.Shell("echo out; echo err >&2; exit 3");

        Assert.Equal("out\n", ran.Stdout);
        Assert.Equal("err\n", ran.Stderr);
        Assert.Equal((Verdict.NonzeroExit, 3, null), (ran.Ended.Verdict, ran.Ended.ExitCode, ran.Ended.Signal));
        Assert.Equal((4, 4), (ran.Ended.StdoutBytes, ran.Ended.StderrBytes));
        Assert.True(ran.Ended.WallMs > 0 && ran.Ended.PeakMemoryBytes > 0);
    }

    [Fact]
    public async Task Process_ItsSurroundings_AreTheWorkspaceAndTheEnvironmentAskedFor()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, start => start with { Env = new Dictionary<string, string> { ["A"] = "template", ["B"] = "template" } });

        var ran = await agent.Run(new ExecutionRequest { Command = ["sh", "-c", "pwd; echo $A $B $PATH; mkdir -p sub"], Env = new Dictionary<string, string> { ["B"] = "own" } });
        var beneath = await agent.Run(new ExecutionRequest { Command = ["pwd"], Cwd = "sub" });

        Assert.Equal("/workspace\ntemplate own /usr/local/bin:/usr/bin:/bin\n", ran.Stdout);
        Assert.Equal("/workspace/sub\n", beneath.Stdout);
    }

    [Theory]
    [InlineData("no-such-program", RefusalCode.CommandNotFound)]
    [InlineData("/etc/passwd", RefusalCode.CommandNotFound)]
    [InlineData("", RefusalCode.CommandNotFound)]
    public async Task Process_ThatCannotBeRun_IsRefused(string command, RefusalCode code)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var (_, refusal) = await agent.Channel.Execute(RunningAgent.Lease, new() { Command = [command] }, RunningAgent.Cancellation);

        Assert.Equal(code, refusal!.Code);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("/tmp")]
    [InlineData("nowhere")]
    [InlineData("link")]
    public async Task Cwd_OutsideOfTheWorkspace_IsRefused(string cwd)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        await agent.Shell("ln -s /tmp link");

        var (_, refusal) = await agent.Channel.Execute(RunningAgent.Lease, new() { Command = ["pwd"], Cwd = cwd }, RunningAgent.Cancellation);

        Assert.Equal(RefusalCode.CwdNotFound, refusal!.Code);
    }

    [Fact]
    public async Task Stdin_GivenAtTheStart_IsReadToItsEnd()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        var megabytes = new byte[3 << 20];

        var ran = await agent.Run(new ExecutionRequest { Command = ["wc", "-c"], Stdin = megabytes });

        Assert.Equal("3145728\n", ran.Stdout);
    }

    [Fact]
    public async Task Stdin_KeptOpen_IsWrittenLaterAndTakenAsFarAsThePipeHasRoom()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        var execution = await agent.Begin(new() { Command = ["sh", "-c", "read line; echo got $line; read line; wc -c"], KeepStdinOpen = true });

        var (taken, _) = await agent.Channel.WriteStdin(RunningAgent.Lease, execution, "one\n"u8.ToArray(), false, RunningAgent.Cancellation);
        await agent.WaitForOutput(execution, "got one");
        var (much, _) = await agent.Channel.WriteStdin(RunningAgent.Lease, execution, new byte[200_000], false, RunningAgent.Cancellation);
        await agent.Channel.Cancel(RunningAgent.Lease, execution, RunningAgent.Cancellation);

        Assert.Equal(4, taken!.Bytes);
        Assert.InRange(much!.Bytes, 4_096, 199_999);
        Assert.Equal(Verdict.Cancelled, (await agent.Finish(execution)).Ended.Verdict);
    }

    [Fact]
    public async Task Stdin_ClosedOrEnded_IsRefused()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        var open = await agent.Begin(new() { Command = ["sleep", "100"] });
        var ended = await agent.Begin(new() { Command = ["true"] });
        await agent.Finish(ended);

        var (_, closed) = await agent.Channel.WriteStdin(RunningAgent.Lease, open, "x"u8.ToArray(), false, RunningAgent.Cancellation);
        var (_, over) = await agent.Channel.WriteStdin(RunningAgent.Lease, ended, "x"u8.ToArray(), false, RunningAgent.Cancellation);

        Assert.Equal((RefusalCode.StdinClosed, RefusalCode.ExecutionEnded), (closed!.Code, over!.Code));
    }

    [Fact]
    public async Task Read_FromACursor_GivesTheSameAgain()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        var execution = await agent.Begin(new() { Command = ["sh", "-c", "head -c 500000 /dev/zero | tr '\\0' x"] });

        var first = await agent.Finish(execution);
        var again = await agent.Finish(execution);

        Assert.Equal(500_000, first.Stdout.Length);
        Assert.Equal(first.Stdout, again.Stdout);
    }

    [Fact]
    public async Task Signal_ToAProcess_ReachesItAndIsItsVerdict()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        var execution = await agent.Begin(new() { Command = ["sh", "-c", "echo up; exec sleep 100"] });
        await agent.WaitForOutput(execution, "up");

        await agent.Channel.Signal(RunningAgent.Lease, execution, "TERM", RunningAgent.Cancellation);

        var ended = (await agent.Finish(execution)).Ended;
        Assert.Equal((Verdict.Signal, "TERM", null), (ended.Verdict, ended.Signal, ended.ExitCode));
    }

    [Fact]
    public async Task ChildThatHoldsThePipes_DoesNotHoldUpTheEndAndIsKilled()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Shell("echo main; (setsid sh -c 'sleep 1000 & sleep 1000') & exit 0");
        var left = await agent.Shell("ps -eo args | grep -c '[s]leep 1000'");

        Assert.Equal((Verdict.Ok, "main\n"), (ran.Ended.Verdict, ran.Stdout));
        Assert.Equal("0\n", left.Stdout);
    }

    [Fact]
    public async Task Daemon_ForkedTwiceInASessionAndEnvironmentOfItsOwn_DiesWithItsExecution()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        const string Daemon = "import os,time\nif os.fork()==0:\n os.setsid()\n if os.fork()==0:\n  os.execve('/bin/sleep',['sleep','1234'],{})\n os._exit(0)\ntime.sleep(.2)";

        await agent.Run("/usr/bin/python3", "-c", Daemon);
        var left = await agent.Shell("ps -eo args | grep -c '[s]leep 1234'");

        Assert.Equal("0\n", left.Stdout);
    }

    [Fact]
    public async Task OneExecutionsEnd_LeavesAnotherAndItsDaemonAlone()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        var other = await agent.Begin(new() { Command = ["sh", "-c", "(setsid sleep 4321 &) ; echo up; read x; pgrep -x sleep | wc -l"], KeepStdinOpen = true });
        await agent.WaitForOutput(other, "up");

        await agent.Run("true");
        await agent.Channel.WriteStdin(RunningAgent.Lease, other, "\n"u8.ToArray(), true, RunningAgent.Cancellation);

        Assert.Equal("up\n1\n", (await agent.Finish(other)).Stdout);
    }

    [Fact]
    public async Task Executions_OverTheirNumber_AreRefused()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        for (var i = 0; i < 16; i++)
        {
            await agent.Begin(new() { Command = ["sleep", "100"] });
        }

        var (_, refusal) = await agent.Channel.Execute(RunningAgent.Lease, new() { Command = ["true"] }, RunningAgent.Cancellation);

        Assert.Equal(RefusalCode.TooManyExecutions, refusal!.Code);
        Assert.Equal(16, (await agent.Channel.Status(RunningAgent.Cancellation)).Running);
    }

    [Fact]
    public async Task Executions_ThatEndedLongAgo_AreForgotten()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        for (var i = 0; i < 65; i++)
        {
            await agent.Run("true");
        }

        var (_, refusal) = await agent.Channel.Read(RunningAgent.Lease, "e-1", 0, TimeSpan.Zero, RunningAgent.Cancellation);
        var (kept, _) = await agent.Channel.Read(RunningAgent.Lease, "e-2", 0, TimeSpan.Zero, RunningAgent.Cancellation);

        Assert.Equal(RefusalCode.ExecutionNotFound, refusal!.Code);
        Assert.True(kept!.Complete);
    }

    [Fact]
    public async Task Output_ThatIsNotUtf8_ComesAsItIs()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Shell("printf '\\377\\000\\303'");

        Assert.Equal<byte>([0xff, 0, 0xc3], [.. ran.Events.Where(each => each.Kind == ExecutionEventKind.Stdout).SelectMany(each => each.Data!)]);
        Assert.Equal(3, ran.Ended.StdoutBytes);
    }
}
