using Sandboxes.Grains;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local.Outliving;

/// <summary>What belongs to one node alone: its users, its name, its folder, its keys.</summary>
public sealed partial class InheritanceTests
{
    [Fact]
    public async Task Create_BesideOneThatWasTakenOver_SharesNeitherUserNorSocket()
    {
        Assert.SkipUnless(Runtimes.Local.Native.Libc.IsRoot, "only root gives each sandbox a user of its own");
        _options.Capacity = 2;
        var id = await Left();
        await using var next = await Started();

        var another = SandboxUnderTest.NewId(Node);
        await next.Create(another, Bare, _limit.Token);

        Assert.NotEqual(next.UidOf(id), next.UidOf(another));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Instance, "s")).Length);
        await Assert.ThrowsAsync<SandboxRuntimeException>(async () => await next.Create(SandboxUnderTest.NewId(Node), Bare, _limit.Token));
    }

    [Fact]
    public async Task Start_OfAnotherNodeWhileThisOneIsAway_TakesOtherUsers()
    {
        Assert.SkipUnless(Runtimes.Local.Native.Libc.IsRoot, "only root gives each sandbox a user of its own");
        _options.FirstUid = 900_000_000;
        await Left();
        var options = LocalRuntimeFixture.NewOptions();
        (options.StateFolder, options.NodeName, options.FirstUid) = (_options.StateFolder, "other", _options.FirstUid);

        await using var other = LocalRuntimeFixture.NewRuntime(options);
        await other.Start(_limit.Token);
        await using var sandbox = await SandboxUnderTest.Start(other, "other", Bare, _limit.Token);

        Assert.InRange(other.UidOf(sandbox.Id)!.Value, _options.FirstUid + 10_000, _options.FirstUid + 20_000);
    }

    [Fact]
    public async Task Start_OfAnotherNodeInAnotherNetworkNamespace_TakesOtherUsers()
    {
        Assert.SkipUnless(Runtimes.Local.Native.Libc.IsRoot, "only root gives each sandbox a user of its own");
        _options.FirstUid = 910_000_000;
        await using var first = await Started();

        // As the first one's claim looks from elsewhere: its note is there, its name in the kernel is not.
        var options = LocalRuntimeFixture.NewOptions();
        (options.StateFolder, options.NodeName, options.FirstUid, options.Outlive) = (_options.StateFolder, "other", 920_000_000, true);
        await File.WriteAllTextAsync(Path.Combine(Instance, "uids"), "920000000", _limit.Token);
        await using var other = LocalRuntimeFixture.NewRuntime(options);
        await other.Start(_limit.Token);

        Assert.Equal("920010000", await File.ReadAllTextAsync(Path.Combine(_options.StateFolder!, "node-other", "uids"), _limit.Token));
    }

    [Fact]
    public async Task Start_WhileAnotherRunsTheNode_IsRefused()
    {
        await using var first = await Started();
        await using var second = LocalRuntimeFixture.NewRuntime(_options);
        var refusal = await Assert.ThrowsAsync<SandboxRuntimeException>(() => second.Start(_limit.Token));
        Assert.Contains("Another process runs the node local", refusal.Message);
    }

    [Fact]
    public async Task Start_WhereSandboxesEndWithTheManager_DestroysWhatWasLeft()
    {
        await Left();
        var processes = RunningProcesses.Naming(_options.StateFolder!);
        _options.Outlive = false;

        await using var next = await Started();

        Assert.Empty(await next.List(Node, _limit.Token));
        Assert.DoesNotContain(processes, process => process.Runs);
        Assert.False(Directory.Exists(Instance));
    }

    [Fact]
    public async Task KeyFile_WithANewKeyBeforeTheOld_KeepsSandboxesAndNamesNewOnesByIt()
    {
        _options.KeyFile = Path.Combine(Path.GetTempPath(), $"keys-{Guid.NewGuid():N}");
        var (old, fresh) = ($"1 {new string('a', 64)}\n", $"2 {new string('b', 64)}\n");
        WriteKeys(old);
        var id = await Left();

        WriteKeys(fresh + old);
        await using (var rotated = await Started())
        {
            await using var channel = await rotated.OpenChannel(id, _limit.Token);
            Assert.Null((await channel.Status(_limit.Token)).Lease);
            var name = new SandboxNames(TimeProvider.System, rotated).Next();
            Assert.StartsWith("s2-", name);
            await rotated.Create(new(Node, name), Bare, _limit.Token);
            await using var second = await rotated.OpenChannel(new(Node, name), _limit.Token);
        }

        WriteKeys(fresh);
        await using var withoutOld = await Started();
        Assert.StartsWith("s2-", Assert.Single(await withoutOld.List(Node, _limit.Token)).Id.Name);
        File.Delete(_options.KeyFile);
        _options.KeyFile = null;
    }

    [Fact]
    public async Task Start_WithAKeyFileThatOthersMayRead_IsRefused()
    {
        _options.KeyFile = Path.Combine(Path.GetTempPath(), $"keys-{Guid.NewGuid():N}");
        WriteKeys($"1 {new string('a', 64)}\n");
        File.SetUnixFileMode(_options.KeyFile, (UnixFileMode)0x1A4);
        await using var runtime = LocalRuntimeFixture.NewRuntime(_options);
        var refusal = await Assert.ThrowsAsync<SandboxRuntimeException>(() => runtime.Start(_limit.Token));
        Assert.Contains("chmod 600", refusal.Message);
        File.Delete(_options.KeyFile);
        _options.KeyFile = null;
    }
}
