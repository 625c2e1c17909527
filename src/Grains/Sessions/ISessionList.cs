using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The stored sessions, for lists and for reconciles. Throws <see cref="StorageUnavailableException"/> where the storage does not answer.</summary>
public interface ISessionList
{
    /// <summary>Sessions of an organization in the order of their ids after <paramref name="afterId"/>, at most <paramref name="most"/>.</summary>
    ValueTask<SessionPage> Page(string organization, SessionState? state, string? template, string? afterId, int most);

    /// <summary>Nodes that active sessions have sandboxes on, in order.</summary>
    ValueTask<IReadOnlyList<string>> Nodes();

    /// <summary>Active sessions with a sandbox on the node, in the order of organization and id after <paramref name="after"/>, at most <paramref name="most"/>.</summary>
    ValueTask<IReadOnlyList<StoredLease>> OnNode(string node, SessionId? after, int most);
}
