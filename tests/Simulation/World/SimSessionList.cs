using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>The stored sessions, for the reconcile of one silo.</summary>
internal sealed class SimSessionList(World world, SimSilo silo) : ISessionList
{
    public ValueTask<SessionPage> Page(string organization, SessionState? state, string? template, string? afterId, int most) => throw new NotSupportedException();

    public async ValueTask<IReadOnlyList<string>> Nodes()
    {
        await Reach();
        return [.. Active().Select(stored => stored.Sandbox.Node).Distinct().Order(StringComparer.Ordinal)];
    }

    public async ValueTask<IReadOnlyList<StoredLease>> OnNode(string node, SessionId? after, int most)
    {
        await Reach();
        return [.. Active()
            .Where(stored => stored.Sandbox.Node == node && (after is not { } last || string.CompareOrdinal(stored.Session.ToString(), last.ToString()) > 0))
            .OrderBy(stored => stored.Session.ToString(), StringComparer.Ordinal)
            .Take(most)];
    }

    private IEnumerable<StoredLease> Active() => world.Rows.Rows
        .Where(entry => entry.Value.Row.IsActive)
        .Select(entry => new StoredLease(SessionId.Parse(entry.Key), entry.Value.Row.Lease, entry.Value.Row.Sandbox, entry.Value.Row.ExpiresAt));

    private async Task Reach()
    {
        await world.Hop();
        if (!silo.IsAlive)
        {
            await new TaskCompletionSource().Task;
        }

        if (world.Rows.IsDown || world.Faults.Hits(Fault.ReadFails))
        {
            throw new StorageUnavailableException("It does not answer.");
        }
    }
}
