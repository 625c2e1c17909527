using System.Diagnostics;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>Sandboxes that somebody else ends: seen at once, and nothing of them stays.</summary>
public sealed class EndTests
{
    private static readonly TemplateSpec Bare = new() { Name = "bare" };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("sandbox-agent")]
    [InlineData("bwrap")]
    public async Task Gone_ProcessKilledFromOutside_IsCrashedAndNothingStays(string program)
    {
        using var limit = new CancellationTokenSource(Patience);
        var options = LocalRuntimeFixture.NewOptions();
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(limit.Token);
        await using var sandbox = await SandboxUnderTest.Start(runtime, "local", Bare, limit.Token);
        var processes = RunningProcesses.Naming(options.StateFolder!);
        var victim = processes.Single(process => File.ReadAllText($"/proc/{process.Pid}/comm").Trim() == program);

        Process.GetProcessById(victim.Pid).Kill();

        Assert.Equal(EndReason.Crashed, (await runtime.Gone(sandbox.Id).WaitAsync(limit.Token)).Reason);
        await runtime.Remove(sandbox.Id, limit.Token);
        Assert.DoesNotContain(processes, process => Directory.Exists($"/proc/{process.Pid}"));
        Assert.Empty(await runtime.List("local", limit.Token));
    }

    [Fact]
    public async Task Remove_WithoutIsolation_EndsDetachedProgramsToo()
    {
        using var limit = new CancellationTokenSource(Patience);
        var options = LocalRuntimeFixture.NewOptions();
        options.Isolation = LocalIsolation.None;
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(limit.Token);
        await using var sandbox = await SandboxUnderTest.Start(runtime, "local", Bare, limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var marker = $"600{Random.Shared.Next(100_000)}.25";
        SandboxUnderTest.Value(await sandbox.Channel.Execute(lease, new() { Command = ["/usr/bin/setsid", "--wait", "sleep", marker] }, limit.Token));
        while (RunningProcesses.Naming(marker).Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }

        await runtime.Remove(sandbox.Id, limit.Token);

        Assert.Empty(RunningProcesses.Naming(marker));
    }

    [Fact]
    public async Task Start_WithoutIsolation_WarnsAndRequiresLoopback()
    {
        var options = LocalRuntimeFixture.NewOptions();
        options.Isolation = LocalIsolation.None;
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(CancellationToken.None);
        Assert.True(runtime.RequiresLoopback);
        Assert.Contains("ISOLATION=none", Assert.Single(await runtime.ListNodes(CancellationToken.None)).Warning);
    }

    [Fact]
    public async Task Start_WithBubblewrapThatFails_RefusesWithWhatItSaidAndLeavesNothing()
    {
        var options = LocalRuntimeFixture.NewOptions();
        options.BubblewrapPath = "/usr/bin/false";
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);

        var refusal = await Assert.ThrowsAsync<Grains.SandboxRuntimeException>(() => runtime.Start(CancellationToken.None));

        Assert.Contains("No sandbox can be made on this machine", refusal.Message);
        Assert.False(Directory.Exists(options.StateFolder));
    }

    [Fact]
    public async Task Start_WithoutTheAgent_SaysHowToBuildIt()
    {
        var options = LocalRuntimeFixture.NewOptions();
        options.AgentPath = "/nowhere/sandbox-agent";
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        var refusal = await Assert.ThrowsAsync<Grains.SandboxRuntimeException>(() => runtime.Start(CancellationToken.None));
        Assert.Contains("make agent", refusal.Message);
    }
}
