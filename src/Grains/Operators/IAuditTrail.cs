using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Where the entries of the audit are kept. Throws <see cref="StorageUnavailableException"/> where the storage does not answer.</summary>
public interface IAuditTrail
{
    /// <summary>Stores an entry under an id of its own, and forgets what is older than it need be.</summary>
    ValueTask Append(AuditEntry entry);

    /// <summary>The latest first, before <paramref name="before"/>, at most <paramref name="most"/>.</summary>
    ValueTask<IReadOnlyList<AuditEntry>> Page(long? before, int most);
}
