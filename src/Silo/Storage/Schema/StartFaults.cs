using System.Net.Sockets;
using Npgsql;

namespace Sandboxes.Silo.Storage.Schema;

/// <summary>What the database said at start, in words that a person can act on.</summary>
internal static class StartFaults
{
    /// <summary>Whether waiting may mend it: nothing listens yet, or it starts, stops or is full of connections.</summary>
    public static bool Passes(Exception fault) => fault switch
    {
        PostgresException said => said.SqlState is PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.TooManyConnections,
        NpgsqlException or SocketException or TimeoutException or IOException => true,
        _ => false,
    };

    /// <summary>Null where it is no fault of the database or its setup.</summary>
    public static string? Explain(Exception fault, string database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        var (role, name) = (settings.Username ?? Environment.UserName, settings.Database ?? settings.Username);
        return fault switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"There is no database '{name}' on {Place(settings)}: createdb {name}, or correct DATABASE.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } said =>
                $"The role '{role}' may not set up the database '{name}' ({said.MessageText}). Set Cluster:MigrationDatabase to a role that owns it, or as its owner: "
                + $"GRANT CREATE ON DATABASE {name} TO {role}.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                $"The database '{name}' on {Place(settings)} is read-only, and its schema is not up to date.",
            PostgresException said when said.SqlState.StartsWith("28", StringComparison.Ordinal) =>
                $"The database on {Place(settings)} does not let the role '{role}' in: {said.MessageText}. Correct Username and Password in DATABASE.",
            PostgresException said => $"The database '{name}' on {Place(settings)} could not be set up: {said.MessageText} ({said.SqlState}).",
            _ when Passes(fault) => $"The database on {Place(settings)} cannot be reached: {fault.GetBaseException().Message} Start it, correct DATABASE, or unset DATABASE to keep all in memory.",
            _ => null,
        };
    }

    private static string Place(NpgsqlConnectionStringBuilder settings) => $"{settings.Host}:{settings.Port}";
}
