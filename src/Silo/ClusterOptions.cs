namespace Sandboxes.Silo;

/// <summary>How this process and others are one cluster; section "Cluster".</summary>
public sealed class ClusterOptions
{
    public const string Section = "Cluster";

    /// <summary>The longest id of a cluster, in characters.</summary>
    public const int LongestId = 64;

    /// <summary>
    /// Npgsql's connection string of the role that runs; the short name DATABASE sets it too. Null: no database, everything is in memory, and this process is
    /// the whole cluster. Default: null.
    /// </summary>
    public string? Database { get; set; }

    /// <summary>The connection string of the role that owns the schema, used once at start. Null: the same as <see cref="Database"/>. Default: null.</summary>
    public string? MigrationDatabase { get; set; }

    /// <summary>Silos and frontends of the same id, over the same database, are one cluster; 1 to 64 characters. Default: sandboxes.</summary>
    public string Id { get; set; } = "sandboxes";

    /// <summary>Whether there is a database, and so a cluster.</summary>
    public bool IsStored => !string.IsNullOrWhiteSpace(Database);

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (Id.Length is 0 or > LongestId)
        {
            yield return $"Cluster:Id has {Id.Length} characters; it must have 1 to {LongestId}.";
        }

        if (MigrationDatabase is { Length: > 0 } && !IsStored)
        {
            yield return "Cluster:MigrationDatabase is set and Cluster:Database (DATABASE) is not; the one that migrates serves the other one.";
        }
    }
}
