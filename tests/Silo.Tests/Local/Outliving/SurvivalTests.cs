using System.Diagnostics;
using System.Text;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local.Outliving;

/// <summary>A manager is killed, and the next one of its name finds its sandboxes again.</summary>
[Trait("Pace", "slow")]
public sealed class SurvivalTests
{
    private const int Lines = 300;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly LeaseId Alice = new("acme/alice/1");
    private static readonly TemplateSpec Python = new() { Name = "python", Revision = 3, Kernels = ["python"] };
    private static readonly TemplateSpec Bare = new() { Name = "bare" };

    [Fact]
    public async Task Start_AfterAKill_FindsIdleAndBoundOnesAndWhatTheyWereDoing()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var first = await OutlivingManager.Start(nameof(Manager_Killed_HasAnIdleAndABusySandbox), limit.Token);
        await first.Kill(limit.Token);

        await using var next = await first.Next(limit.Token);

        var found = await next.List(OutlivingManager.Node, limit.Token);
        Assert.Equal([new(first.Id("busy"), "python", 3), new(first.Id("idle"), "bare", 1)], found.OrderByDescending(sandbox => sandbox.Template));
        Assert.Equal(2, (await next.ListNodes(limit.Token))[0].Used);
        await using var idle = await next.OpenChannel(first.Id("idle"), limit.Token);
        Assert.Null((await idle.Status(limit.Token)).Lease);
        await using var busy = await next.OpenChannel(first.Id("busy"), limit.Token);
        Assert.Equal(Alice, (await busy.Status(limit.Token)).Lease);

        var output = await SandboxUnderTest.ReadToEnd(busy, Alice, "counting", limit.Token);
        Assert.Equal(string.Concat(Enumerable.Range(0, Lines).Select(number => $"{number}\n")), Stdout(output));
        Assert.Equal(Verdict.Ok, output[^1].Ended!.Verdict);
        var cell = SandboxUnderTest.Value(await busy.Execute(Alice, new() { Language = "python", Code = "print(kept + 1)"u8.ToArray() }, limit.Token));
        Assert.Equal("42\n", Stdout(await SandboxUnderTest.ReadToEnd(busy, Alice, cell.Id, limit.Token)));
    }

    [Fact]
    public async Task Start_AfterAKill_KnowsWhyTheOthersEnded()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var first = await OutlivingManager.Start(nameof(Manager_Killed_HasSandboxesThatEnd), limit.Token);
        await first.Kill(limit.Token);
        Process.GetProcessById(int.Parse(first.Told["victim-agent"], null)).Kill();
        await Ended(first, "unconfirmed", limit.Token);
        await Ended(first, "victim", limit.Token);

        await using (var next = await first.Next(limit.Token))
        {
            Assert.Empty(await next.List(OutlivingManager.Node, limit.Token));
            Assert.Equal(EndReason.Unused, (await next.Gone(first.Id("unconfirmed"))).Reason);
            Assert.Equal(EndReason.Crashed, (await next.Gone(first.Id("victim"))).Reason);
        }

        await using var another = await first.Next(limit.Token);
        Assert.Equal(EndReason.Unused, (await another.Gone(first.Id("unconfirmed"))).Reason);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(first.Instance, "records")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(first.Instance, "s")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(first.StateFolder, "journals", OutlivingManager.Node)));
    }

    /// <summary>Not a test of its own: the manager that another test kills.</summary>
    [Fact]
    public async Task Manager_Killed_HasAnIdleAndABusySandbox()
    {
        Assert.SkipUnless(OutlivingManager.IsThisProcess, "a part of another test");
        await OutlivingManager.Hold(async (runtime, tell, limit) =>
        {
            var idle = await SandboxUnderTest.Start(runtime, OutlivingManager.Node, Bare, limit);
            var busy = await SandboxUnderTest.Start(runtime, OutlivingManager.Node, Python, limit);
            await Hold(busy.Channel, limit);
            var cell = SandboxUnderTest.Value(await busy.Channel.Execute(Alice, new() { Language = "python", Code = "kept = 41"u8.ToArray() }, limit));
            await SandboxUnderTest.ReadToEnd(busy.Channel, Alice, cell.Id, limit);
            string[] count = ["/bin/sh", "-c", $"i=0; while [ $i -lt {Lines} ]; do echo $i; i=$((i+1)); sleep 0.01; done"];
            SandboxUnderTest.Value(await busy.Channel.Execute(Alice, new() { Command = count, Id = "counting" }, limit));
            await tell("idle", idle.Id.Name);
            await tell("busy", busy.Id.Name);
        });
    }

    /// <summary>Not a test of its own: the manager that another test kills.</summary>
    [Fact]
    public async Task Manager_Killed_HasSandboxesThatEnd()
    {
        Assert.SkipUnless(OutlivingManager.IsThisProcess, "a part of another test");
        await OutlivingManager.Hold(async (runtime, tell, limit) =>
        {
            var victim = await SandboxUnderTest.Start(runtime, OutlivingManager.Node, Bare, limit);
            await tell("victim", victim.Id.Name);
            await tell("victim-agent", runtime.AgentPidOf(victim.Id)!.Value.ToString(provider: null));
            var unconfirmed = await SandboxUnderTest.Start(runtime, OutlivingManager.Node, Bare, limit);
            Assert.Equal(LatchResult.Ok, await unconfirmed.Channel.Bind(Alice, TimeSpan.FromSeconds(1), limit));
            await tell("unconfirmed", unconfirmed.Id.Name);
        });
    }

    private static async Task Hold(ISandboxChannel channel, CancellationToken cancellation)
    {
        Assert.Equal(LatchResult.Ok, await channel.Bind(Alice, TimeSpan.FromSeconds(30), cancellation));
        Assert.Equal(LatchResult.Ok, await channel.Confirm(Alice, new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5)), null, cancellation));
    }

    private static string Stdout(IEnumerable<ExecutionEvent> events) =>
        string.Concat(events.Where(e => e.Kind == ExecutionEventKind.Stdout).Select(e => Encoding.UTF8.GetString(e.Data!)));

    private static async Task Ended(OutlivingManager manager, string key, CancellationToken cancellation)
    {
        var record = Runtimes.Local.Ledger.SandboxRecord.Decode(await File.ReadAllBytesAsync(Path.Combine(manager.Instance, "records", manager.Told[key]), cancellation))!;
        while (RunningProcesses.StartOf(record.Launcher!.Value.Pid).Length > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
        }
    }
}
