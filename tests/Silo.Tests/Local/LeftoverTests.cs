using System.Diagnostics;
using System.IO.Pipes;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>What remains when a manager ends well, and when it is killed: nothing, at the latest after the next start.</summary>
public sealed class LeftoverTests
{
    private const string HoldFolder = "SANDBOX_TEST_HOLD_FOLDER";
    private const string HoldPipe = "SANDBOX_TEST_HOLD_PIPE";
    private const string HoldIsolation = "SANDBOX_TEST_HOLD_ISOLATION";
    private const int Sandboxes = 3;

    private static readonly TemplateSpec Bare = new() { Name = "bare" };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(LocalIsolation.Bubblewrap)]
    [InlineData(LocalIsolation.None)]
    public async Task Dispose_WithSandboxes_LeavesNothing(LocalIsolation isolation)
    {
        var options = LocalRuntimeFixture.NewOptions();
        options.Isolation = isolation;
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(CancellationToken.None);
        await Fill(runtime);
        var before = Machine.Of(options.StateFolder!);
        Assert.True(before.Processes.Count >= Sandboxes);

        await runtime.DisposeAsync();

        Assert.DoesNotContain(before.Processes, process => process.Runs);
        Assert.DoesNotContain(before.Cgroups, Directory.Exists);
        Assert.False(Directory.Exists(options.StateFolder));
    }

    [Fact]
    public async Task Create_OnAMachineThatIsFull_IsRefusedAndLeavesNothing()
    {
        var options = LocalRuntimeFixture.NewOptions();
        options.Capacity = 1;
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(CancellationToken.None);
        await runtime.Create(SandboxUnderTest.NewId("local"), Bare, CancellationToken.None);

        var refusal = await Assert.ThrowsAsync<Grains.SandboxRuntimeException>(async () => await runtime.Create(SandboxUnderTest.NewId("local"), Bare, CancellationToken.None));

        Assert.Contains("1 sandboxes are all in use", refusal.Message);
        Assert.Single(await runtime.List("local", CancellationToken.None));
    }

    [Fact]
    public async Task Create_ThatFails_LeavesNothing()
    {
        var options = LocalRuntimeFixture.NewOptions();
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(CancellationToken.None);
        var id = SandboxUnderTest.NewId("local");

        await Assert.ThrowsAsync<Grains.SandboxRuntimeException>(async () => await runtime.Create(id, Bare with { Kernels = ["cobol"] }, CancellationToken.None));
        await runtime.Remove(id, CancellationToken.None);

        Assert.Empty(await runtime.List("local", CancellationToken.None));
        Assert.Empty(Machine.Of(options.StateFolder!).Processes);
        Assert.DoesNotContain(Machine.Of(options.StateFolder!).Cgroups, cgroup => Directory.GetDirectories(cgroup).Length > 0);
    }

    [Theory]
    [InlineData(LocalIsolation.Bubblewrap)]
    [InlineData(LocalIsolation.None)]
    public async Task Kill_OfTheManager_EndsItsSandboxesAndTheNextStartSweeps(LocalIsolation isolation)
    {
        using var limit = new CancellationTokenSource(Patience);
        var options = LocalRuntimeFixture.NewOptions();
        using var ready = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        using var manager = Process.Start(Holding(options.StateFolder!, isolation, ready.GetClientHandleAsString()))!;
        ready.DisposeLocalCopyOfClientHandle();
        Assert.Equal("ready", await new StreamReader(ready).ReadLineAsync(limit.Token));
        var before = Machine.Of(options.StateFolder!);
        Assert.True(before.Processes.Count >= Sandboxes);

        manager.Kill();
        await manager.WaitForExitAsync(limit.Token);
        foreach (var process in before.Processes)
        {
            await Ended(process, limit.Token);
        }

        Assert.True(before.Cgroups.All(Directory.Exists) && before.Instances.All(Directory.Exists));

        await using var next = LocalRuntimeFixture.NewRuntime(options);
        await next.Start(limit.Token);
        Assert.DoesNotContain(before.Cgroups, Directory.Exists);
        Assert.DoesNotContain(before.Instances, Directory.Exists);
        Assert.Empty(await next.List("local", limit.Token));
    }

    [Fact]
    public async Task Start_BesideALiveManager_LeavesItsSandboxesAlone()
    {
        var options = LocalRuntimeFixture.NewOptions();
        await using var first = LocalRuntimeFixture.NewRuntime(options);
        await first.Start(CancellationToken.None);
        await using var sandbox = await SandboxUnderTest.Start(first, "local", Bare, CancellationToken.None);

        var second = LocalRuntimeFixture.NewRuntime(options);
        await second.Start(CancellationToken.None);
        await second.DisposeAsync();

        Assert.Null((await sandbox.Channel.Status(CancellationToken.None)).Lease);
    }

    [Fact]
    public async Task Start_InAFolderWithOtherThings_LeavesThemAlone()
    {
        var options = LocalRuntimeFixture.NewOptions();
        var other = Directory.CreateDirectory(Path.Combine(options.StateFolder!, "others")).FullName;
        await File.WriteAllTextAsync(Path.Combine(other, "precious"), "x", TestContext.Current.CancellationToken);

        await using (var runtime = LocalRuntimeFixture.NewRuntime(options))
        {
            await runtime.Start(CancellationToken.None);
        }

        Assert.True(File.Exists(Path.Combine(other, "precious")));
        Directory.Delete(options.StateFolder!, recursive: true);
    }

    /// <summary>Not a test of its own: the manager that another test kills.</summary>
    [Fact]
    public async Task Manager_ThatIsToBeKilled_HoldsSandboxes()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(HoldFolder) is not null, "a part of another test");
        var options = LocalRuntimeFixture.NewOptions();
        options.StateFolder = Environment.GetEnvironmentVariable(HoldFolder);
        options.Isolation = Enum.Parse<LocalIsolation>(Environment.GetEnvironmentVariable(HoldIsolation)!);
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(CancellationToken.None);
        await Fill(runtime);
        await using var ready = new AnonymousPipeClientStream(PipeDirection.Out, Environment.GetEnvironmentVariable(HoldPipe)!);
        await ready.WriteAsync("ready\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await Task.Delay(Patience, TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static ProcessStartInfo Holding(string folder, LocalIsolation isolation, string pipe)
    {
        var start = TestProcess.Start(AppContext.BaseDirectory, [], "--filter-method", "*" + nameof(Manager_ThatIsToBeKilled_HoldsSandboxes));
        start.Environment[HoldFolder] = folder;
        start.Environment[HoldPipe] = pipe;
        start.Environment[HoldIsolation] = isolation.ToString();
        (start.RedirectStandardOutput, start.RedirectStandardError) = (false, false);
        return start;
    }

    private static async Task Fill(LocalRuntime runtime)
    {
        for (var count = 0; count < Sandboxes; count++)
        {
            var id = SandboxUnderTest.NewId("local");
            await runtime.Create(id, Bare, CancellationToken.None);
            await using var channel = await runtime.OpenChannel(id, CancellationToken.None);
        }
    }

    private static async Task Ended(RunningProcess process, CancellationToken cancellation)
    {
        while (process.Runs)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
        }
    }

    /// <summary>What one state folder's managers have on this machine.</summary>
    private sealed record Machine(IReadOnlyList<RunningProcess> Processes, IReadOnlyList<string> Instances, IReadOnlyList<string> Cgroups)
    {
        public static Machine Of(string stateFolder)
        {
            var instances = Directory.GetDirectories(stateFolder);
            string[] cgroups = [.. instances.Select(instance => Path.Combine(instance, "cgroups")).Where(File.Exists).SelectMany(File.ReadAllLines).Where(Directory.Exists)];
            return new(RunningProcesses.Naming(stateFolder), instances, cgroups);
        }
    }
}
