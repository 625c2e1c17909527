using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Testing.Runtimes;

/// <summary>A sandbox and its first channel; both end with the test.</summary>
public sealed class SandboxUnderTest(ISandboxRuntime runtime, SandboxId id, ISandboxChannel channel) : IAsyncDisposable
{
    public SandboxId Id => id;

    public ISandboxChannel Channel => channel;

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await runtime.Remove(id, CancellationToken.None);
    }
}
