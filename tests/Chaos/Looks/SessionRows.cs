using Npgsql;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Looks;

/// <summary>Every stored session, read from the database itself.</summary>
internal static class SessionRows
{
    private const string Sql = """
        SELECT name, incarnation, node, sandbox, lease, created_at, expires_at, active_at + idle_timeout, ended_at, end_reason, end_detail
        FROM sandboxes.session WHERE organization = @organization ORDER BY name
        """;

    public static async Task<IReadOnlyList<SessionFacts>> Read(string database, string organization, RunClock clock)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand(Sql);
        command.Parameters.AddWithValue("organization", organization);
        await using var rows = await command.ExecuteReaderAsync();
        List<SessionFacts> facts = [];
        while (await rows.ReadAsync())
        {
            facts.Add(Facts(rows, clock));
        }

        return facts;
    }

    private static SessionFacts Facts(NpgsqlDataReader row, RunClock clock) => new()
    {
        Session = row.GetString(0),
        Incarnation = row.GetInt64(1),
        State = row.IsDBNull(9) ? "active" : "closed",
        Node = Text(row, 2),
        Sandbox = Text(row, 3),
        Lease = Text(row, 4),
        CreatedAt = Time(row, 5, clock),
        ExpiresAt = Time(row, 6, clock),
        IdleExpiresAt = Time(row, 7, clock),
        EndedAt = Time(row, 8, clock),
        Reason = Reason(Text(row, 9)),
        Detail = Text(row, 10),
    };

    /// <summary>As the API spells it, however the row does.</summary>
    private static string? Reason(string? stored) => stored is null
        ? null
        : string.Concat(stored.Select((letter, index) => char.IsUpper(letter) && index > 0 ? $"-{char.ToLowerInvariant(letter)}" : $"{char.ToLowerInvariant(letter)}"));

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static double? Time(NpgsqlDataReader row, int column, RunClock clock) =>
        row.IsDBNull(column) ? null : clock.Of(new DateTimeOffset(row.GetFieldValue<DateTime>(column)));
}
