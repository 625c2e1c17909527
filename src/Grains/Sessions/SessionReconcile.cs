using Microsoft.Extensions.Hosting;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Compares the stored sessions with the sandboxes that are there, so that those end too that nobody asks about: whose sandbox is gone or was wiped, whose node is lost, whose
/// lifetime is over. It decides nothing: it tells the sessions what it saw, and they find out.
/// </summary>
internal sealed partial class SessionReconcile(
    ISessionList sessions,
    ISandboxRuntime runtime,
    NodePresence presence,
    IGrainFactory grains,
    IOptions<SessionOptions> options,
    TimeProvider time,
    ILogger<SessionReconcile> logger) : BackgroundService
{
    /// <summary>Sessions that are looked at together.</summary>
    private const int PageSize = 500;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>While a node is lost, its next page is told this often.</summary>
    private static readonly TimeSpan PageEvery = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan CompareEvery = TimeSpan.FromSeconds(10);

    /// <summary>A session ends by its own timer; one that is stored as active for this much longer has none.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, SessionId?> _lostUpTo = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var (compared, told, lost) = (time.GetTimestamp(), time.GetTimestamp(), 0);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var (before, compareNow) = (lost, time.GetElapsedTime(compared) >= CompareEvery);
            lost = presence.CountAway(LostAfter);
            if (lost > before || compareNow || (lost > 0 && time.GetElapsedTime(told) >= PageEvery))
            {
                told = time.GetTimestamp();
                await Try(EndLost, stoppingToken);
            }

            if (compareNow)
            {
                compared = time.GetTimestamp();
                await Try(Compare, stoppingToken);
            }
        }
    }

    private TimeSpan LostAfter => TimeSpan.FromSeconds(options.Value.NodeLostSeconds);

    private async Task Try(Func<CancellationToken, Task> look, CancellationToken stopping)
    {
        try
        {
            await look(stopping);
        }
        catch (Exception failure) when (Faults.Pass(failure) || failure is SandboxRuntimeException or IOException)
        {
            LogLater(failure.Message);
        }
    }

    /// <summary>A page of each lost node's sessions at a time. One silo does it for all.</summary>
    private async Task EndLost(CancellationToken stopping)
    {
        if (!runtime.NodesAreSilos || !presence.IsFirst)
        {
            return;
        }

        foreach (var node in await sessions.Nodes())
        {
            if (presence.AwayFor(node) >= LostAfter)
            {
                await EndLost(node);
            }
        }
    }

    private async Task EndLost(string node)
    {
        var page = await sessions.OnNode(node, _lostUpTo.GetValueOrDefault(node), PageSize);
        _lostUpTo[node] = page.Count == PageSize ? page[^1].Session : null;
        foreach (var stored in page)
        {
            await Session(stored).Observe(stored.Lease, stored.Sandbox, EndReason.NodeLost, $"Node \"{node}\" is away.");
        }

        if (page.Count > 0)
        {
            LogLost(node, page.Count);
        }
    }

    /// <summary>The nodes that are ours to look at: our own, or, where every silo reaches every node, all by one silo.</summary>
    private async Task Compare(CancellationToken stopping)
    {
        if (!runtime.NodesAreSilos && !presence.IsFirst)
        {
            return;
        }

        foreach (var node in await runtime.ListNodes(stopping))
        {
            await Compare(node.Node, stopping);
        }
    }

    private async Task Compare(string node, CancellationToken stopping)
    {
        SessionId? after = null;
        while (true)
        {
            // Read before the listing: a session that is stored had its sandbox by then.
            var page = await sessions.OnNode(node, after, PageSize);
            var there = (await runtime.List(node, stopping)).Select(found => found.Id).ToHashSet();
            var outlived = (await Outlived(node, page)).ToHashSet();
            foreach (var stored in page)
            {
                await Try(_ => Compare(stored, there.Contains(stored.Sandbox), outlived.Contains(stored)), stopping);
            }

            if (page.Count < PageSize)
            {
                return;
            }

            after = page[^1].Session;
        }
    }

    private async Task Compare(StoredLease stored, bool isThere, bool isOutlived)
    {
        if (!isThere && runtime.Gone(stored.Sandbox) is { IsCompletedSuccessfully: true } gone)
        {
            var end = await gone;
            await Session(stored).Observe(stored.Lease, stored.Sandbox, end.Reason, end.Detail);
        }
        else if (isOutlived)
        {
            await Session(stored).Doubt(stored.Lease, stored.Sandbox);
        }
        else if (time.GetUtcNow() > stored.ExpiresAt + Overdue)
        {
            await Session(stored).Get();
        }
    }

    /// <summary>Sessions whose end was never stored, because their silo ended first. Their sandboxes are there, and nobody else would ask about them.</summary>
    private async Task<IReadOnlyList<StoredLease>> Outlived(string node, IReadOnlyList<StoredLease> page)
    {
        try
        {
            return page.Count == 0 ? [] : await grains.GetGrain<INodePoolGrain>(node).Outlived(page);
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            // The rest is compared all the same.
            LogLater(failure.Message);
            return [];
        }
    }

    private ISessionGrain Session(StoredLease stored) => grains.GetGrain<ISessionGrain>(stored.Session.ToString());

    [LoggerMessage(401, LogLevel.Warning, "Stored sessions could not be compared with the sandboxes that are there, and will be later: {Why}")]
    private partial void LogLater(string why);

    [LoggerMessage(402, LogLevel.Warning, "Node {Node} is lost; {Count} of its sessions are told")]
    private partial void LogLost(string node, int count);
}
