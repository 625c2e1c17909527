using System.Net.Sockets;
using Npgsql;

namespace Sandboxes.Silo.Storage.Postgres;

/// <summary>What a failed statement says about the database.</summary>
internal static class StorageFaults
{
    /// <summary>The database does not answer, or takes no rows: nothing that is wrong with the statement. Whether it was carried out is unknown.</summary>
    public static bool IsUnavailable(Exception fault) => fault switch
    {
        PostgresException said => !IsOfOneRow(said),
        NpgsqlException or SocketException or TimeoutException or IOException or ObjectDisposedException => true,
        // A connection that broke while it was used by this very call says so in this way.
        InvalidOperationException { Source: "Npgsql" } => true,
        _ => false,
    };

    /// <summary>The database answers but writes nothing: read-only, or its disk is full.</summary>
    public static bool IsReachable(Exception fault) => fault is PostgresException
    {
        SqlState: PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.DiskFull or PostgresErrorCodes.InsufficientResources or PostgresErrorCodes.IoError,
    };

    /// <summary>A value that cannot be stored, or a deadlock: the other rows of the batch may be written without it.</summary>
    public static bool IsOfOneRow(Exception fault) => fault switch
    {
        PostgresException said => said.SqlState[..2] is "21" or "22" or "23" or "54" || said.SqlState == PostgresErrorCodes.DeadlockDetected,
        System.Text.EncoderFallbackException => true,
        _ => false,
    };
}
