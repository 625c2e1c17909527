using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Storage;

/// <summary>
/// Lists sessions out of the rows in memory. A page costs a pass over all rows, which are bounded; keeping an order would cost every open.
/// </summary>
internal sealed class InMemorySessionList(InMemoryGrainStorage storage) : ISessionList
{
    public ValueTask<SessionPage> Page(string organization, SessionState? state, string? template, string? afterId, int most)
    {
        var first = new PriorityQueue<SessionView, string>(Comparer<string>.Create((a, b) => string.CompareOrdinal(b, a)));
        foreach (var view in Views(organization).Where(view => IsMeant(view, state, template, afterId)))
        {
            first.Enqueue(view, view.Id.Name);
            if (first.Count > most + 1)
            {
                first.Dequeue();
            }
        }

        var sorted = first.UnorderedItems.Select(item => item.Element).OrderBy(view => view.Id.Name, StringComparer.Ordinal).ToList();
        var page = sorted.Take(most).ToList();
        return ValueTask.FromResult(new SessionPage(page, sorted.Count > most ? page[^1].Id.Name : null));
    }

    public ValueTask<IReadOnlyList<string>> Nodes() => ValueTask.FromResult<IReadOnlyList<string>>(
        [.. Leases().Select(lease => lease.Sandbox.Node).Distinct().Order(StringComparer.Ordinal)]);

    public ValueTask<IReadOnlyList<StoredLease>> OnNode(string node, SessionId? after, int most) => ValueTask.FromResult<IReadOnlyList<StoredLease>>(
        [.. Leases()
            .Where(lease => lease.Sandbox.Node == node && (after is null || string.CompareOrdinal(lease.Session.ToString(), after.ToString()) > 0))
            .OrderBy(lease => lease.Session.ToString(), StringComparer.Ordinal)
            .Take(most)]);

    private IEnumerable<StoredLease> Leases()
    {
        foreach (var (id, state) in storage.Rows)
        {
            if (state is SessionRow { IsActive: true } row)
            {
                yield return new(SessionId.Parse(id.Key.ToString()!), row.Lease, row.Sandbox, row.ExpiresAt);
            }
        }
    }

    private IEnumerable<SessionView> Views(string organization)
    {
        foreach (var (id, state) in storage.Rows)
        {
            var key = id.Key.ToString()!;
            if (state is SessionRow { Exists: true } row && IsOf(key, organization))
            {
                yield return row.View(SessionId.Parse(key));
            }
        }
    }

    private static bool IsOf(string key, string organization) =>
        key.Length > organization.Length && key[organization.Length] == '/' && key.StartsWith(organization, StringComparison.Ordinal);

    private static bool IsMeant(SessionView view, SessionState? state, string? template, string? afterId) =>
        (state is null || view.State == state)
        && (template is null || view.Template == template)
        && (afterId is null || string.CompareOrdinal(view.Id.Name, afterId) > 0);
}
