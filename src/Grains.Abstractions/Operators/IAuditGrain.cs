using Orleans.Concurrency;

namespace Sandboxes.Abstractions;

/// <summary>What operators did. A stateless worker; key 0.</summary>
[Alias("audit")]
public interface IAuditGrain : IGrainWithIntegerKey
{
    /// <summary>Notes an operation, whatever came of it. Throws <see cref="StorageUnavailableException"/> where it could not be stored; it is in the log then.</summary>
    ValueTask Note(AuditEntry entry);

    /// <summary>The latest first, before <paramref name="before"/>, at most <paramref name="most"/> (1 to 1,000).</summary>
    [AlwaysInterleave]
    ValueTask<IReadOnlyList<AuditEntry>> Page(long? before, int most);
}

/// <summary>One operation.</summary>
[GenerateSerializer, Immutable]
public sealed record AuditEntry
{
    /// <summary>Grows with each entry; given when it is stored.</summary>
    [Id(0)] public long Id { get; init; }
    [Id(1)] public required DateTimeOffset At { get; init; }

    /// <summary>Whose key it was.</summary>
    [Id(2)] public required string Organization { get; init; }

    /// <summary>The setting that the key comes from, and its fingerprint.</summary>
    [Id(3)] public required string Key { get; init; }

    /// <summary>drain, undrain, pause, resume, resize, destroy, recycle or release.</summary>
    [Id(4)] public required string Operation { get; init; }

    /// <summary>What it was done to: <c>node/NODE</c>, <c>pool/NODE/SCOPE/TEMPLATE</c>, <c>sandbox/NODE/SANDBOX</c> or <c>session/ORGANIZATION/ID</c>.</summary>
    [Id(5)] public required string Target { get; init; }
    [Id(6)] public string? Reason { get; init; }

    /// <summary>done, or the code of the error.</summary>
    [Id(7)] public required string Outcome { get; init; }
}
