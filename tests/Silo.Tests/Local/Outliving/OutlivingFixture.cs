namespace Sandboxes.Silo.Tests.Local.Outliving;

/// <summary>A running Local runtime whose sandboxes would outlive it. What it leaves is removed.</summary>
public sealed class OutlivingFixture : LocalRuntimeFixture, IAsyncLifetime
{
    public OutlivingFixture() => Options.Outlive = true;

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await StateFolders.Clear(Options);
    }
}
