using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The stored sessions, for lists.</summary>
public interface ISessionList
{
    /// <summary>Sessions of an organization in the order of their ids after <paramref name="afterId"/>, at most <paramref name="most"/>.</summary>
    ValueTask<SessionPage> Page(string organization, SessionState? state, string? template, string? afterId, int most);
}
