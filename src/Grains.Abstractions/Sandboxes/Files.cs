namespace Sandboxes.Abstractions;

public static class FileLimits
{
    /// <summary>The largest chunk that one call carries.</summary>
    public const int ChunkBytes = 128 << 10;
}

public enum FileKind { File, Directory, Link, Other }

/// <summary>An entry of the workspace. Links are named, never followed.</summary>
[GenerateSerializer, Immutable]
public sealed record FileEntry(
    [property: Id(0)] string Path,
    [property: Id(1)] FileKind Kind,
    [property: Id(2)] long Size,
    [property: Id(3)] int Mode,
    [property: Id(4)] DateTimeOffset ModifiedAt);

/// <summary>Entries in the order of their names; <see cref="NextAfterName"/> goes on where more remain.</summary>
[GenerateSerializer, Immutable]
public sealed record FileListing([property: Id(0)] IReadOnlyList<FileEntry> Entries, [property: Id(1)] string? NextAfterName);

[GenerateSerializer, Immutable]
public sealed record OpenedFile([property: Id(0)] int Handle, [property: Id(1)] FileEntry Entry);

[GenerateSerializer, Immutable]
public sealed record FileChunk([property: Id(0)] byte[] Bytes);
