using DbUp;
using DbUp.Builder;
using DbUp.Engine;
using Npgsql;
using Sandboxes.Silo.Storage.Postgres;

namespace Sandboxes.Silo.Storage.Schema;

/// <summary>Brings the schema up to date, as the role that owns it. Whoever calls holds the lock.</summary>
internal sealed class SchemaUpgrade(string database, ILoggerFactory loggers)
{
    private const string Journal = "schema_version";
    private const string Grants = "grants.sql";

    /// <summary>Scripts that were not applied yet, or the exception of what went wrong in looking.</summary>
    public bool IsNeeded() => Migrations().IsUpgradeRequired();

    public void Apply() => Run(Migrations());

    public void Grant(string role)
    {
        var quoted = new NpgsqlCommandBuilder().QuoteIdentifier(role);
        Run(Scripts(name => name == Grants).WithVariable("role", quoted).JournalTo(new DbUp.Helpers.NullJournal()).Build());
    }

    private UpgradeEngine Migrations() => Scripts(name => name != Grants).WithVariablesDisabled().JournalToPostgresqlTable(ConnectionStrings.Schema, Journal).Build();

    private UpgradeEngineBuilder Scripts(Func<string, bool> meant) => DeployChanges.To
        .PostgresqlDatabase(ConnectionStrings.Migration(database))
        .WithScriptsEmbeddedInAssembly(typeof(SchemaUpgrade).Assembly, name => name.EndsWith(".sql", StringComparison.Ordinal) && meant(name))
        .WithTransaction()
        .WithExecutionTimeout(TimeSpan.FromSeconds(ConnectionStrings.MigrationSeconds))
        .LogTo(loggers.CreateLogger<SchemaUpgrade>());

    private static void Run(UpgradeEngine engine)
    {
        var result = engine.PerformUpgrade();
        if (!result.Successful)
        {
            throw result.Error;
        }
    }
}
