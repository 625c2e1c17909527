using System.Data.Common;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>A row of a result whose columns are <see cref="SessionColumns.Names"/>.</summary>
internal static class SessionRecord
{
    public static SessionId Id(DbDataReader record) => new(record.GetString(0), record.GetString(1));

    public static StoredRow Read(DbDataReader record) => new(Row(record), record.GetInt64(2));

    public static SessionRow Row(DbDataReader record) => new()
    {
        Incarnation = record.GetInt64(3),
        Template = record.GetString(4),
        Revision = record.GetInt32(5),
        Lease = new(Text(record, 6)!),
        Sandbox = new(Text(record, 7)!, Text(record, 8)!),
        CreatedAt = Time(record, 9),
        ExpiresAt = Time(record, 10),
        IdleTimeout = record.GetFieldValue<TimeSpan>(11),
        MaxLifetime = record.GetFieldValue<TimeSpan>(12),
        ActiveAt = Time(record, 13),
        Metadata = SessionJson.ReadMetadata(Text(record, 14)),
        Served = SessionJson.ReadServed(Text(record, 15)),
        Warning = Text(record, 16),
        Ended = record.IsDBNull(17) ? null : new(Time(record, 17), EndReasons.Parse(record.GetString(18)), Text(record, 19)),
    };

    private static string? Text(DbDataReader record, int column) => record.IsDBNull(column) ? null : record.GetString(column);

    private static DateTimeOffset Time(DbDataReader record, int column) => new(record.GetFieldValue<DateTime>(column));
}
