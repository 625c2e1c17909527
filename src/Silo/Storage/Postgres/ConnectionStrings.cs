using Npgsql;

namespace Sandboxes.Silo.Storage.Postgres;

/// <summary>
/// The connection strings of a process's pools, each with a name that the database's own views show. What the operator set stands, except the schema, and what a
/// lost or hanging database would otherwise turn into minutes of waiting.
/// </summary>
internal static class ConnectionStrings
{
    /// <summary>The schema that everything of ours is in.</summary>
    public const string Schema = "sandboxes";

    /// <summary>How long a connection may take to be made, in seconds. With <see cref="CommandSeconds"/> this is the longest that a write takes to fail.</summary>
    public const int ConnectSeconds = 2;

    /// <summary>How long a statement may take, in seconds.</summary>
    public const int CommandSeconds = 3;

    /// <summary>An advisory lock is waited for, and a migration of a large table takes its time, in seconds.</summary>
    public const int MigrationSeconds = 60;

    /// <summary>Connections of a process for each purpose at most. A silo has all four, a frontend the first.</summary>
    public const int MembershipConnections = 3, ReminderConnections = 2, StateConnections = 4, SessionConnections = 8;

    private const int KeepaliveSeconds = 5;

    public static string Membership(string database) => For(database, "membership", MembershipConnections);

    public static string Reminders(string database) => For(database, "reminders", ReminderConnections);

    public static string State(string database) => For(database, "state", StateConnections);

    public static string Sessions(string database) => For(database, "sessions", SessionConnections);

    /// <summary>Not pooled: it is used once, at start.</summary>
    public static string Migration(string database) => new NpgsqlConnectionStringBuilder(For(database, "migration", 1))
    {
        Pooling = false,
        CommandTimeout = MigrationSeconds,
        MaxAutoPrepare = 0,
    }.ConnectionString;

    private static string For(string database, string purpose, int most)
    {
        var settings = new NpgsqlConnectionStringBuilder(database);
        WhereUnset(settings, "Maximum Pool Size", most);
        WhereUnset(settings, "Max Auto Prepare", 50);
        WhereUnset(settings, "Auto Prepare Min Usages", 2);
        WhereUnset(settings, "No Reset On Close", true);
        WhereUnset(settings, "Timeout", ConnectSeconds);
        WhereUnset(settings, "Command Timeout", CommandSeconds);
        WhereUnset(settings, "Application Name", $"sandboxes {purpose}");

        // Looks for Kerberos by the server's name first, which takes longer than a connection may where no resolver answers.
        WhereUnset(settings, "GSS Encryption Mode", GssEncryptionMode.Disable);
        settings.SearchPath = Schema;
        SoThatAHangingServerIsNoticed(settings);
        return settings.ConnectionString;
    }

    private static void SoThatAHangingServerIsNoticed(NpgsqlConnectionStringBuilder settings)
    {
        // A cancellation is asked of the same server that does not answer: the connection is broken instead.
        settings.CancellationTimeout = -1;
        settings.TcpKeepAlive = true;
        settings.TcpKeepAliveTime = KeepaliveSeconds;
        settings.TcpKeepAliveInterval = 1;
    }

    private static void WhereUnset(NpgsqlConnectionStringBuilder settings, string name, object value)
    {
        if (!settings.ShouldSerialize(name))
        {
            settings[name] = value;
        }
    }
}
