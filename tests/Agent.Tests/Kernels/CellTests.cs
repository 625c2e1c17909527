using System.Text;
using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests.Kernels;

public class CellTests
{
    [Theory]
    [InlineData("python", "x = 41", "x + 1")]
    [InlineData("javascript", "let x = 41", "x + 1")]
    public async Task Variables_OfACell_AreThereInTheNext(string language, string first, string second)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, language);

        var before = await agent.Cell(first, language);
        var after = await agent.Cell(second, language);

        Assert.Equal(Verdict.Ok, before.Ended.Verdict);
        Assert.Contains(after.Results, result => result.Text == "text/plain" && Encoding.UTF8.GetString(result.Data!) == "42");
    }

    [Theory]
    [InlineData("python", "print('hello')\nraise ValueError('bad')", "ValueError", "bad")]
    [InlineData("javascript", "console.log('hello'); throw new TypeError('bad')", "TypeError", "bad")]
    public async Task Exception_OfACell_IsItsVerdictBesideItsOutput(string language, string code, string name, string message)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, language);

        var ran = await agent.Cell(code, language);

        Assert.Equal((Verdict.Exception, name, message), (ran.Ended.Verdict, ran.Ended.Error!.Name, ran.Ended.Error.Message));
        Assert.Equal("hello\n", ran.Stdout);
    }

    [Fact]
    public async Task Language_WithoutKernel_IsRefusedWithWhatThereIs()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        var (_, refusal) = await agent.Channel.Execute(RunningAgent.Lease, new() { Language = "cobol", Code = [] }, RunningAgent.Cancellation);

        Assert.Equal(RefusalCode.UnknownLanguage, refusal!.Code);
        Assert.Equal(["python"], refusal.Allowed!);
    }

    [Theory]
    [InlineData("python", "while True: pass", "1 + 1")]
    [InlineData("javascript", "while (true) {}", "1 + 1")]
    public async Task Loop_WithoutEnd_IsInterruptedAtItsWallTimeAndKeepsTheKernel(string language, string code, string next)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, language);
        var keep = language == "python" ? "kept = 7" : "var kept = 7";
        await agent.Cell(keep, language);

        var ran = await agent.Cell(code, language, timeoutMs: 300);
        var after = await agent.Cell("kept", language);

        Assert.Equal(Verdict.WallLimit, ran.Ended.Verdict);
        Assert.Contains(after.Results, result => Encoding.UTF8.GetString(result.Data!) == "7");
        Assert.Equal(Verdict.Ok, (await agent.Cell(next, language)).Ended.Verdict);
    }

    [Fact]
    public async Task Loop_ThatIgnoresInterrupts_IsKilledAndItsKernelRestarted()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        var ran = await agent.Cell("import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])\nwhile True: pass", timeoutMs: 200);
        var after = await agent.Cell("1 + 1");

        Assert.Equal(Verdict.WallLimit, ran.Ended.Verdict);
        Assert.Contains(ran.Warnings, warning => warning!.Contains("restarted", StringComparison.Ordinal));
        Assert.Equal(Verdict.Ok, after.Ended.Verdict);
    }

    [Theory]
    [InlineData("import os; os._exit(7)", Verdict.NonzeroExit)]
    [InlineData("import os; os.kill(os.getpid(), 11)", Verdict.Signal)]
    [InlineData("import os; os.close(3)\nwhile True: pass", Verdict.Signal)]
    [InlineData("import os; os.write(3, b'\\xff' * 100)\nwhile True: pass", Verdict.Signal)]
    public async Task Kernel_ThatDiesUnderACell_IsStartedAgain(string code, Verdict verdict)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        var ran = await agent.Cell(code);
        var after = await agent.Cell("print('again')");

        Assert.Equal(verdict, ran.Ended.Verdict);
        Assert.Equal("again\n", after.Stdout);
    }

    [Theory]
    [InlineData("cobol", "/usr/bin/python3")]
    [InlineData("python", "/no/such/interpreter")]
    [InlineData("python", "/bin/false")]
    public async Task Kernel_ThatCannotStart_IsSaidWhileWarming(string language, string interpreter)
    {
        await using var agent = RunningAgent.Launch(Containment.None, start => start with { Kernels = [new(language, [interpreter])] });
        var channel = await agent.Connect();

        Assert.StartsWith(language, await channel.Warm(RunningAgent.Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cells_RunOneAfterTheOther_AndTooManyAreRefused()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");
        var cells = new List<string> { await agent.Begin(new() { Language = "python", Code = "input = 0\nwhile True: pass"u8.ToArray() }) };
        for (var i = 0; i < 16; i++)
        {
            cells.Add(await agent.Begin(new() { Language = "python", Code = Encoding.UTF8.GetBytes($"print({i})") }));
        }

        var (_, refusal) = await agent.Channel.Execute(RunningAgent.Lease, new() { Language = "python", Code = [] }, RunningAgent.Cancellation);
        await agent.Channel.Cancel(RunningAgent.Lease, cells[1], RunningAgent.Cancellation);
        await agent.Channel.Signal(RunningAgent.Lease, cells[0], "INT", RunningAgent.Cancellation);

        Assert.Equal(RefusalCode.TooManyExecutions, refusal!.Code);
        Assert.Equal(Verdict.Interrupted, (await agent.Finish(cells[0])).Ended.Verdict);
        Assert.Equal(Verdict.Cancelled, (await agent.Finish(cells[1])).Ended.Verdict);
        Assert.Equal("15\n", (await agent.Finish(cells[16])).Stdout);
    }

    [Fact]
    public async Task Child_ThatACellLeftRunning_IsKilledAtItsEnd()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        await agent.Cell("import subprocess; p = subprocess.Popen(['sleep', '7777'], start_new_session=True)");
        var after = await agent.Cell("print(p.wait(5))");

        Assert.Equal("-9\n", after.Stdout);
    }

    [Fact]
    public async Task Thread_OfACell_LivesOn()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        await agent.Cell("import threading\ngo, done = threading.Event(), threading.Event()\ndef f():\n  go.wait(); done.set()\nthreading.Thread(target=f, daemon=True).start()");
        var after = await agent.Cell("go.set(); print(done.wait(5))");

        Assert.Equal("True\n", after.Stdout);
    }

    [Fact]
    public async Task Environment_OfTheLease_ReachesTheKernelThatWasWarm()
    {
        await using var agent = await RunningAgent.Start(Containment.Bubblewrap, null, "python");
        await agent.Channel.Bind(RunningAgent.Lease, TimeSpan.FromSeconds(30), RunningAgent.Cancellation);
        await agent.Channel.Confirm(RunningAgent.Lease, new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1)), new Dictionary<string, string> { ["K"] = "V" }, RunningAgent.Cancellation);

        var ran = await agent.Cell("import os; print(os.environ['K'])");

        Assert.Equal("V\n", ran.Stdout);
    }

    [Fact]
    public async Task Result_LongerThanAFrame_ComesWhole()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        var ran = await agent.Cell("class R:\n  def _repr_html_(self): return 'x' * 3000000\nR()");

        Assert.Contains(ran.Results, result => result is { Text: "text/html", Data.Length: 3_000_000 });
    }

    [Fact]
    public async Task Code_LongerThanAFrame_IsRun()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        var ran = await agent.Cell("x = '" + new string('y', 2_000_000) + "'\nprint(len(x))");

        Assert.Equal("2000000\n", ran.Stdout);
    }

    [Fact]
    public async Task Flood_OfOneCell_LeavesAnotherKernelItsTurn()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python", "javascript");
        var flood = await agent.Begin(new()
        {
            Language = "javascript",
            Code = "const s = 'x'.repeat(65536); while (true) require('fs').writeSync(1, s)"u8.ToArray(),
            Limits = ExecutionLimits.None with { OutputBytes = 16 << 20 },
        });

        var ran = await agent.Cell("print('through')");

        Assert.Equal("through\n", ran.Stdout);
        Assert.Equal(Verdict.OutputLimit, (await agent.Finish(flood)).Ended.Verdict);
    }
}
