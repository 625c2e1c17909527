using Npgsql;
using NpgsqlTypes;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>Rows to write as the arrays that a statement unnests, one for each column, in the order of <see cref="Names"/>. Used again for every batch.</summary>
internal sealed class SessionColumns
{
    public const string Names =
        "organization, name, version, incarnation, template, revision, lease, node, sandbox, created_at, expires_at, idle_timeout, max_lifetime, active_at, "
        + "metadata, served, warning, ended_at, end_reason, end_detail";

    private readonly List<Action> _clear = [];
    private readonly List<Action<PendingWrite>> _add = [];
    private int _count;

    public SessionColumns(NpgsqlParameterCollection parameters)
    {
        Column(parameters, NpgsqlDbType.Text, write => write.Id.Organization);
        Column(parameters, NpgsqlDbType.Text, write => write.Id.Name);
        Column(parameters, NpgsqlDbType.Bigint, write => write.Version);
        Column(parameters, NpgsqlDbType.Bigint, write => write.Row.Incarnation);
        Column(parameters, NpgsqlDbType.Text, write => write.Row.Template);
        Column(parameters, NpgsqlDbType.Integer, write => write.Row.Revision);
        Column(parameters, NpgsqlDbType.Text, write => write.Row.Lease.Value);
        Column(parameters, NpgsqlDbType.Text, write => write.Row.Sandbox.Node);
        Column(parameters, NpgsqlDbType.Text, write => write.Row.Sandbox.Name);
        Column(parameters, NpgsqlDbType.TimestampTz, write => write.Row.CreatedAt.UtcDateTime);
        Column(parameters, NpgsqlDbType.TimestampTz, write => write.Row.ExpiresAt.UtcDateTime);
        Column(parameters, NpgsqlDbType.Interval, write => write.Row.IdleTimeout);
        Column(parameters, NpgsqlDbType.Interval, write => write.Row.MaxLifetime);
        Column(parameters, NpgsqlDbType.TimestampTz, write => write.Row.ActiveAt.UtcDateTime);
        Column(parameters, NpgsqlDbType.Jsonb, write => SessionJson.Write(write.Row.Metadata));
        Column(parameters, NpgsqlDbType.Jsonb, write => SessionJson.Write(write.Row.Served));
        Column(parameters, NpgsqlDbType.Text, write => write.Row.Warning);
        Column(parameters, NpgsqlDbType.TimestampTz, write => write.Row.Ended?.At.UtcDateTime);
        Column(parameters, NpgsqlDbType.Text, write => write.Row.Ended is { } end ? EndReasons.Name(end.Reason) : null);
        Column(parameters, NpgsqlDbType.Text, write => write.Row.Ended?.Detail);
    }

    public int Count => _count;

    /// <summary>The parameters of <see cref="Names"/> as arrays.</summary>
    public static string Unnested { get; } = "unnest(" + string.Join(", ", Names.Split(", ").Select((_, index) => $"${index + 1}")) + ")";

    public void Clear()
    {
        _count = 0;
        _clear.ForEach(clear => clear());
    }

    public void Add(PendingWrite write)
    {
        _count++;
        foreach (var add in _add)
        {
            add(write);
        }
    }

    private void Column<T>(NpgsqlParameterCollection parameters, NpgsqlDbType type, Func<PendingWrite, T> value)
    {
        var values = new List<T>(Batches<PendingWrite, bool>.MostAtOnce);
        parameters.Add(new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        _clear.Add(values.Clear);
        _add.Add(write => values.Add(value(write)));
    }
}
