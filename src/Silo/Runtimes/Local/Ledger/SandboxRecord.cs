using System.Text.Json;
using System.Text.Json.Serialization;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Local.Ledger;

/// <summary>What the next manager has to know of a sandbox. Written before anything of it is made, and again when it runs.</summary>
internal sealed record SandboxRecord
{
    private const int CurrentVersion = 1;

    /// <summary>No record is longer.</summary>
    public const int MostBytes = 64 << 10;

    [JsonRequired]
    public int Version { get; init; } = CurrentVersion;

    public required string Name { get; init; }

    /// <summary>Names its socket.</summary>
    public required long Number { get; init; }

    public required string Template { get; init; }

    public required int Revision { get; init; }

    /// <summary>Whose shelf it stands on. Records of older programs do not say: there was one scope.</summary>
    public string Scope { get; init; } = Scopes.Shared;

    /// <summary>The user that it runs under; null where it is the manager's own.</summary>
    public required int? Uid { get; init; }

    /// <summary>The root that it sees, the manager's name for it.</summary>
    public required string Root { get; init; }

    public required string BootId { get; init; }

    public IReadOnlyList<string> CgroupFolders { get; init; } = [];

    /// <summary>bubblewrap's own process; without isolation the agent's. Null while it does not run.</summary>
    public ProcessMark? Launcher { get; init; }

    /// <summary>The agent's process. Null while it does not run.</summary>
    public ProcessMark? Agent { get; init; }

    [JsonIgnore]
    public bool IsComplete => Launcher is not null && Agent is not null;

    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Null: it is none, or of a version that this program does not know.</summary>
    public static SandboxRecord? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<SandboxRecord>(bytes) is { Version: CurrentVersion } record && record.IsWhole() ? record : null;
        }
        catch (Exception fault) when (fault is JsonException or NotSupportedException)
        {
            return null;
        }
    }

    // JSON may say null where a text is meant.
    private bool IsWhole() =>
        Name is not null && SandboxName.IsMatch(Name) && Template is not null && Scope is not null && Root is not null && BootId is not null
        && CgroupFolders is not null && CgroupFolders.All(folder => folder is not null && Path.IsPathRooted(folder));
}
