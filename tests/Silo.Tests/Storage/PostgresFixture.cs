using Sandboxes.SiloTests.Storage;
using Sandboxes.Testing.Postgres;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Sandboxes.SiloTests.Storage;

/// <summary>The server that the storage tests share. Whoever breaks a server starts one of their own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.Launch());

    /// <summary>Started by the first who asks, so that a run without storage tests has none.</summary>
    public Task<PostgresServer> Server => _server.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await Server).DisposeAsync();
        }
    }
}
