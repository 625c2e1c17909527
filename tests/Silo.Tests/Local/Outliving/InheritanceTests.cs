using System.Diagnostics;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Silo.Runtimes.Local.Ledger;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local.Outliving;

/// <summary>What the next manager takes over, and what it destroys. The one before ends well here: what it leaves is the same.</summary>
[Trait("Pace", "slow")]
public sealed partial class InheritanceTests : IAsyncLifetime
{
    private const string Node = "local";
    private static readonly LeaseId Alice = new("acme/alice/1");
    private static readonly TemplateSpec Bare = new() { Name = "bare", Revision = 2, Scope = "acme" };
    private readonly LocalRuntimeOptions _options = LocalRuntimeFixture.NewOptions();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    private string Instance => Path.Combine(_options.StateFolder!, "node-" + Node);

    private SandboxRecords Records => new(Path.Combine(Instance, "records"));

    public ValueTask InitializeAsync()
    {
        _options.Outlive = true;
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await StateFolders.Clear(_options);
        _limit.Dispose();
    }

    [Fact]
    public async Task Start_AfterAnEnd_TakesOverWhatLives()
    {
        var id = await Left();
        await using var next = await Started();
        Assert.Equal(new FoundSandbox(id, "bare", 2, "acme"), Assert.Single(await next.List(Node, _limit.Token)));
        await using var channel = await next.OpenChannel(id, _limit.Token);
        Assert.Null((await channel.Status(_limit.Token)).Lease);
    }

    [Fact]
    public async Task Remove_OfOneThatWasTakenOver_LeavesNothingOfIt()
    {
        var id = await Left();
        var processes = RunningProcesses.Naming(_options.StateFolder!);
        await using var next = await Started();

        await next.Remove(id, _limit.Token);

        Assert.Equal(EndReason.Operator, (await next.Gone(id)).Reason);
        AssertNothingIsLeft(processes);
    }

    [Fact]
    public async Task Retire_OfOneThatWasTakenOver_IsTheReasonThatItsAgentNoted()
    {
        var id = await Left();
        var processes = RunningProcesses.Naming(_options.StateFolder!);
        await using var next = await Started();
        await using (var channel = await next.OpenChannel(id, _limit.Token))
        {
            Assert.Equal(LatchResult.Ok, await channel.Retire(_limit.Token));
        }

        Assert.Equal(new SandboxGone(EndReason.Released, "retired while idle"), await next.Gone(id).WaitAsync(_limit.Token));
        await next.Remove(id, _limit.Token);
        AssertNothingIsLeft(processes);
    }

    [Theory]
    [InlineData("incomplete")]
    [InlineData("unreadable")]
    [InlineData("missing")]
    [InlineData("of another user")]
    [InlineData("without bubblewrap")]
    public async Task Start_SandboxThatCannotBeAccountedFor_IsDestroyed(string record)
    {
        var id = await Left();
        var processes = RunningProcesses.Naming(_options.StateFolder!);
        Assert.All(processes, process => Assert.True(process.Runs));
        Spoil(id.Name, record);

        await using var next = await Started();

        Assert.Empty(await next.List(Node, _limit.Token));
        Assert.Equal(EndReason.Crashed, (await next.Gone(id)).Reason);
        await Assert.ThrowsAsync<SandboxRuntimeException>(async () => await next.OpenChannel(id, _limit.Token));
        AssertNothingIsLeft(processes);
    }

    [Fact]
    public async Task Start_NumberOfAnEndedProcessIsAnothersNow_LeavesThatOneAlone()
    {
        var id = await Left();
        var record = Records.ReadAll()[id.Name]!;
        using var stranger = Process.Start(new ProcessStartInfo("/usr/bin/sleep", ["600"]))!;
        var before = ProcessMark.Of(stranger.Id)!.Value with { StartTicks = record.Launcher!.Value.StartTicks - 1 };
        Records.Write(record with { Name = "s1-recycled", Number = 77, Uid = null, Launcher = before, Agent = before });

        await using var next = await Started();

        Assert.False(stranger.HasExited);
        Assert.Equal(EndReason.Crashed, (await next.Gone(new(Node, "s1-recycled")).WaitAsync(_limit.Token)).Reason);
        Assert.Equal(id, Assert.Single(await next.List(Node, _limit.Token)).Id);
        stranger.Kill();
    }

    [Fact]
    public async Task Start_RecordOfAnEarlierRunOfTheMachine_IsOfALostNode()
    {
        var id = await Left();
        var record = Records.ReadAll()[id.Name]!;
        Records.Write(record with { BootId = "another" });

        await using var next = await Started();

        Assert.Equal(EndReason.NodeLost, (await next.Gone(id)).Reason);
        Assert.Empty(await next.List(Node, _limit.Token));
    }

    [Theory]
    [InlineData("sandbox-agent")]
    [InlineData("bwrap")]
    public async Task Gone_ProcessKilledFromOutside_IsCrashedAndNothingStays(string program)
    {
        var id = await Left();
        var processes = RunningProcesses.Naming(_options.StateFolder!);
        await using var next = await Started();
        var victim = processes.Single(process => File.ReadAllText($"/proc/{process.Pid}/comm").Trim() == program);

        Process.GetProcessById(victim.Pid).Kill();

        Assert.Equal(EndReason.Crashed, (await next.Gone(id).WaitAsync(_limit.Token)).Reason);
        await next.Remove(id, _limit.Token);
        AssertNothingIsLeft(processes);
    }

    [Fact]
    public async Task Journal_ThatIsKept_SaysWhoHeldItInOrder()
    {
        _options.KeepJournalsMinutes = 5;
        await using var runtime = await Started();
        var sandbox = await SandboxUnderTest.Start(runtime, Node, Bare, _limit.Token);
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Bind(Alice, TimeSpan.FromSeconds(30), _limit.Token));
        Assert.Equal(LatchResult.AlreadyBound, await sandbox.Channel.Bind(new("acme/bob/1"), TimeSpan.FromSeconds(30), _limit.Token));
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Confirm(Alice, SandboxUnderTest.Terms, null, _limit.Token));
        var find = SandboxUnderTest.Value(await sandbox.Channel.Execute(Alice, new() { Command = ["/bin/sh", "-c", "ls -l /proc/1/fd /proc/self/fd; find / -xdev -name '*.log' -newer /proc/1 2>/dev/null"] }, _limit.Token));
        var output = await SandboxUnderTest.ReadToEnd(sandbox.Channel, Alice, find.Id, _limit.Token);
        Assert.DoesNotContain("journals", string.Concat(output.Where(e => e.Data is not null).Select(e => System.Text.Encoding.UTF8.GetString(e.Data!))));
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.End(Alice, _limit.Token));
        await runtime.Gone(sandbox.Id).WaitAsync(_limit.Token);
        await runtime.Remove(sandbox.Id, _limit.Token);

        var lines = Agent.Protocol.JournalLine.ParseAll(await File.ReadAllTextAsync(Path.Combine(_options.StateFolder!, "journals", Node, sandbox.Id.Name + ".log"), _limit.Token));
        Assert.Equal(
            ["Started ", "Bound acme/alice/1", "Refused acme/bob/1", "Confirmed acme/alice/1", "Ended released", "Gone released"],
            lines.Select(line => $"{line.Fact} {line.Text}"));
    }

    private async Task<LocalRuntime> Started()
    {
        var runtime = LocalRuntimeFixture.NewRuntime(_options);
        await runtime.Start(_limit.Token);
        return runtime;
    }

    /// <summary>A sandbox whose manager has ended.</summary>
    private async Task<SandboxId> Left()
    {
        await using var runtime = await Started();
        var id = SandboxUnderTest.NewId(Node);
        await runtime.Create(id, Bare, _limit.Token);
        await using var channel = await runtime.OpenChannel(id, _limit.Token);
        Assert.Null(await channel.Warm(_limit.Token));
        return id;
    }

    private void Spoil(string name, string how)
    {
        var record = Records.ReadAll()[name]!;
        switch (how)
        {
            case "incomplete":
                Records.Write(record with { Agent = null, Launcher = null, CgroupFolders = [] });
                break;
            case "unreadable":
                File.WriteAllText(Path.Combine(Instance, "records", name), "{}");
                break;
            case "missing":
                Records.Remove(name);
                break;
            case "of another user":
                Records.Write(record with { Uid = 5 });
                break;
            default:
                Process.GetProcessById(record.Launcher!.Value.Pid).Kill();
                break;
        }
    }

    private void WriteKeys(string text)
    {
        File.WriteAllText(_options.KeyFile!, text);
        File.SetUnixFileMode(_options.KeyFile!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void AssertNothingIsLeft(IReadOnlyList<RunningProcess> processes)
    {
        Assert.NotEmpty(processes);
        Assert.DoesNotContain(processes, process => process.Runs);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Instance, "records")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(Instance, "s")));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_options.StateFolder!, "journals", Node)));
        Assert.Empty(File.ReadAllLines(Path.Combine(Instance, "cgroups")).Where(Directory.Exists).SelectMany(Directory.GetDirectories));
    }
}
