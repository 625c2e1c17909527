namespace Sandboxes.Silo;

/// <summary>How this process and others are one cluster; section "Cluster".</summary>
public sealed class ClusterOptions
{
    /// <summary>
    /// Npgsql's connection string of the role that runs; the short name DATABASE sets it too. Null: no database, everything is in memory, and this process is
    /// the whole cluster. Default: null.
    /// </summary>
    public string? Database { get; set; }

    /// <summary>The connection string of the role that owns the schema, used once at start. Null: the same as <see cref="Database"/>. Default: null.</summary>
    public string? MigrationDatabase { get; set; }

    /// <summary>Silos and frontends of the same id, over the same database, are one cluster; 1 to 64 characters. Default: sandboxes.</summary>
    public string Id { get; set; } = "sandboxes";
}
