using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo;
using Sandboxes.Silo.Storage.Postgres;
using Sandboxes.Silo.Storage.Schema;
using Sandboxes.Silo.Storage.Sessions;
using Sandboxes.Testing.Postgres;

namespace Sandboxes.SiloTests.Storage;

/// <summary>The storage of sessions over a database of its own, put together as in a silo.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    private readonly StorageProbe _probe;

    private StoreUnderTest(string database)
    {
        Database = database;
        Source = NpgsqlDataSource.Create(ConnectionStrings.Sessions(database));
        Reader = new(Source, Health);
        Writer = new(Source, Health);
        Store = new(Reader, Writer, Source, Health);
        List = new(Source, Health);
        _probe = new(Source, Health, TimeProvider.System);
    }

    public string Database { get; }

    public NpgsqlDataSource Source { get; }

    public StorageHealth Health { get; } = new(NullLogger<StorageHealth>.Instance);

    public SessionReader Reader { get; }

    public SessionWriter Writer { get; }

    public SessionStore Store { get; }

    public PostgresSessionList List { get; }

    /// <summary>On an empty database of the shared server.</summary>
    public static async Task<StoreUnderTest> Start(PostgresFixture postgres) => await Start(await postgres.Server);

    public static async Task<StoreUnderTest> Start(PostgresServer server)
    {
        var database = await server.CreateDatabase();
        await Migrate(new() { Database = database });
        var store = new StoreUnderTest(database);
        await store._probe.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>Another silo over the same database.</summary>
    public StoreUnderTest Another() => new(Database);

    public static Task Migrate(ClusterOptions cluster) =>
        new SchemaMigration(cluster, TimeProvider.System, NullLoggerFactory.Instance).Apply(TestContext.Current.CancellationToken);

    public static GrainId Grain(string session, string organization = "default") => GrainId.Create("session", $"{organization}/{session}");

    /// <summary>A session that was just opened; times are whole microseconds, as the database keeps them.</summary>
    public static SessionRow Row(string session, string organization = "default", string node = "local") => new()
    {
        Incarnation = 7,
        Template = "python",
        Revision = 3,
        Lease = LeaseId.New(new(organization, session)),
        Sandbox = new(node, $"box-{session}"),
        CreatedAt = At(0),
        ExpiresAt = At(3_600),
        IdleTimeout = TimeSpan.FromSeconds(600.5),
        MaxLifetime = TimeSpan.FromHours(4),
        ActiveAt = At(1),
    };

    public static DateTimeOffset At(double seconds) => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds);

    /// <summary>Writes over a state that is new, as a grain that found no row does.</summary>
    public async Task<HeldRow> Write(string session, SessionRow row)
    {
        var state = new HeldRow { State = row };
        await Store.WriteStateAsync("session", Grain(session), state);
        return state;
    }

    public async Task<HeldRow> Read(string session)
    {
        var state = new HeldRow();
        await Store.ReadStateAsync("session", Grain(session), state);
        return state;
    }

    public async ValueTask DisposeAsync()
    {
        await _probe.StopAsync(CancellationToken.None);
        _probe.Dispose();
        List.Dispose();
        await Writer.DisposeAsync();
        await Reader.DisposeAsync();
        await Source.DisposeAsync();
    }
}
