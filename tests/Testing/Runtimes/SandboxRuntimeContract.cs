using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Xunit;

namespace Sandboxes.Testing.Runtimes;

/// <summary>
/// What every runtime and its channels promise. A runtime is finished when a subclass of this passes. The parts: creation and removal here, the
/// latch in <c>.Latch</c>, executions and files in <c>.Work</c>.
/// </summary>
public abstract partial class SandboxRuntimeContract
{
    /// <summary>How long any one test may take before it fails.</summary>
    protected virtual TimeSpan Patience => TimeSpan.FromSeconds(30);

    protected abstract ISandboxRuntime Runtime { get; }

    protected abstract string Node { get; }

    /// <summary>A template whose kernels name <see cref="Language"/>.</summary>
    protected abstract TemplateSpec Template { get; }

    protected virtual string Language => "python";

    /// <summary>Prints hello.</summary>
    protected virtual string HelloCell => "print(\"hello\")";

    /// <summary>Prints hello.</summary>
    protected virtual string[] HelloCommand => ["echo", "hello"];

    /// <summary>Lets time pass; where time is real it passes by itself.</summary>
    protected virtual ValueTask Elapse(TimeSpan time) => ValueTask.CompletedTask;

    private async ValueTask<IReadOnlyList<SandboxId>> Listed(CancellationToken limit) => [.. (await Runtime.List(Node, limit)).Select(found => found.Id)];

    [Fact]
    public async Task ListNodes_Always_NamesTheNode()
    {
        using var limit = Limit();
        var node = Assert.Single(await Runtime.ListNodes(limit.Token), node => node.Node == Node);
        Assert.Equal(Runtime.Name, node.Runtime);
        Assert.Equal("ready", node.State);
        Assert.True(node.Capacity > 0);
    }

    [Fact]
    public async Task Create_NewId_IsListed()
    {
        using var limit = Limit();
        var id = await Created(limit.Token);
        Assert.Contains(id, await Listed(limit.Token));
        await Runtime.Remove(id, limit.Token);
    }

    [Fact]
    public async Task Create_SameIdAgain_MakesNoSecond()
    {
        using var limit = Limit();
        var id = await Created(limit.Token);
        await Runtime.Create(id, Template, limit.Token);
        Assert.Single(await Listed(limit.Token), listed => listed == id);
        await Runtime.Remove(id, limit.Token);
        Assert.DoesNotContain(id, await Listed(limit.Token));
    }

    [Fact]
    public async Task Remove_Running_ClosesTheChannelAndIsNoLongerListed()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        await Runtime.Remove(sandbox.Id, limit.Token);
        Assert.DoesNotContain(sandbox.Id, await Listed(limit.Token));
        await sandbox.Channel.Closed.WaitAsync(limit.Token);
        await Runtime.Gone(sandbox.Id).WaitAsync(limit.Token);
    }

    [Fact]
    public async Task Remove_TwiceOrUnknown_IsFine()
    {
        using var limit = Limit();
        var id = await Created(limit.Token);
        await Runtime.Remove(id, limit.Token);
        await Runtime.Remove(id, limit.Token);
        await Runtime.Remove(NewId(), limit.Token);
    }

    [Fact]
    public async Task OpenChannel_UnknownId_IsARuntimeException()
    {
        using var limit = Limit();
        await Assert.ThrowsAsync<SandboxRuntimeException>(async () => await Runtime.OpenChannel(NewId(), limit.Token));
    }

    [Fact]
    public async Task OpenChannel_AgainWhileTheFirstIsOpen_BothAnswer()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        await using var second = await Runtime.OpenChannel(sandbox.Id, limit.Token);
        Assert.Null((await second.Status(limit.Token)).Lease);
        Assert.Null((await sandbox.Channel.Status(limit.Token)).Lease);
    }

    [Fact]
    public async Task CloseChannel_OfASandboxThatIsIdle_LeavesItRunning()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        await sandbox.Channel.DisposeAsync();
        await using var second = await Runtime.OpenChannel(sandbox.Id, limit.Token);
        Assert.Null(await second.Warm(limit.Token));
    }

    [Fact]
    public async Task Gone_UnknownId_CompletesAtOnce()
    {
        using var limit = Limit();
        await Runtime.Gone(NewId()).WaitAsync(limit.Token);
    }

    [Fact]
    public async Task Gone_WhileRunning_IsNotComplete()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        Assert.False(Runtime.Gone(sandbox.Id).IsCompleted);
    }

    protected SandboxId NewId() => SandboxUnderTest.NewId(Node);

    protected static LeaseId NewLease() => SandboxUnderTest.NewLease();

    protected CancellationTokenSource Limit() => new(Patience);

    /// <summary>A new sandbox with a channel and warm kernels; removed when disposed of.</summary>
    protected ValueTask<SandboxUnderTest> Warmed(CancellationToken cancellation) => SandboxUnderTest.Start(Runtime, Node, Template, cancellation);

    private async ValueTask<SandboxId> Created(CancellationToken cancellation)
    {
        var id = NewId();
        await Runtime.Create(id, Template, cancellation);
        return id;
    }
}
