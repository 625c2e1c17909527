namespace Sandboxes.Testing.Postgres;

/// <summary>How a PostgreSQL server for tests is set up.</summary>
public sealed record PostgresServerOptions
{
    /// <summary>Where its data lies; made if it is missing, kept when it was given. Default: a temporary folder that goes with the server.</summary>
    public string? Folder { get; init; }

    /// <summary>The port on 127.0.0.1. 0: a free one. Default: 0.</summary>
    public int Port { get; init; }

    /// <summary>Names and values as in postgresql.conf, on top of those of <see cref="PostgresServer"/>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
