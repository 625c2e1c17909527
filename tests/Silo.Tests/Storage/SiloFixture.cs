using Microsoft.Extensions.Hosting;

namespace Sandboxes.SiloTests.Storage;

/// <summary>A silo over a database of its own for the tests of a class.</summary>
public sealed class SiloFixture(PostgresFixture postgres) : IAsyncLifetime
{
    public string Database { get; private set; } = null!;

    public IHost Silo { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await (await postgres.Server).CreateDatabase();
        Silo = await SiloOverPostgres.StartSilo(new() { Database = Database });
    }

    public async ValueTask DisposeAsync()
    {
        await Silo.StopAsync(CancellationToken.None);
        Silo.Dispose();
    }
}
