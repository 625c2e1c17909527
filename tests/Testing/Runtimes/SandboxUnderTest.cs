using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Xunit;

namespace Sandboxes.Testing.Runtimes;

/// <summary>A warm sandbox and its first channel; both end with the test.</summary>
public sealed class SandboxUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan TimeToConfirm = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private readonly ISandboxRuntime _runtime;

    private SandboxUnderTest(ISandboxRuntime runtime, SandboxId id, ISandboxChannel channel) =>
        (_runtime, Id, Channel) = (runtime, id, channel);

    public static LeaseTerms Terms { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5));

    public SandboxId Id { get; }

    public ISandboxChannel Channel { get; }

    public static SandboxId NewId(string node) => new(node, $"s1-{Guid.NewGuid():N}");

    public static LeaseId NewLease() => new($"lease-{Guid.NewGuid():N}");

    /// <summary>Creates a sandbox, opens a channel and waits for its kernels.</summary>
    public static async ValueTask<SandboxUnderTest> Start(ISandboxRuntime runtime, string node, TemplateSpec template, CancellationToken cancellation)
    {
        var id = NewId(node);
        await runtime.Create(id, template, cancellation);
        var channel = await runtime.OpenChannel(id, cancellation);
        Assert.Null(await channel.Warm(cancellation));
        return new(runtime, id, channel);
    }

    /// <summary>Binds and confirms.</summary>
    public async ValueTask<LeaseId> Hold(CancellationToken cancellation)
    {
        var lease = NewLease();
        Assert.Equal(LatchResult.Ok, await Channel.Bind(lease, TimeToConfirm, cancellation));
        Assert.Equal(LatchResult.Ok, await Channel.Confirm(lease, Terms, null, cancellation));
        return lease;
    }

    /// <summary>Executes and reads to the end.</summary>
    public async ValueTask<FinishedRun> Run(LeaseId lease, ExecutionRequest request, CancellationToken cancellation)
    {
        var started = Value(await Channel.Execute(lease, request, cancellation));
        return FinishedRun.Of(await ReadToEnd(Channel, lease, started.Id, cancellation));
    }

    public static async ValueTask<IReadOnlyList<ExecutionEvent>> ReadToEnd(ISandboxChannel channel, LeaseId lease, string execution, CancellationToken cancellation)
    {
        var events = new List<ExecutionEvent>();
        while (true)
        {
            var page = Value(await channel.Read(lease, execution, events.LastOrDefault()?.Id ?? 0, LongestWait, cancellation));
            events.AddRange(page.Events);
            if (page.Complete)
            {
                return events;
            }
        }
    }

    /// <summary>The value, or a failed test that says the refusal.</summary>
    public static T Value<T>(Outcome<T> outcome) where T : class
    {
        Assert.Null(outcome.Refusal);
        return outcome.Value!;
    }

    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync();
        await _runtime.Remove(Id, CancellationToken.None);
    }
}
