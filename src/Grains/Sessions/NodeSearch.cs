using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Looks for a node that leases a sandbox for one open, for as long as its caller waits.</summary>
internal sealed class NodeSearch(PoolDirectory pools, OpenSession request, TimeProvider time)
{
    /// <summary>Nodes that are asked for what is idle before the best of them is asked as the caller wishes.</summary>
    private const int MostNodes = 3;

    private readonly long _origin = time.GetTimestamp();
    private readonly HashSet<string> _asked = [];

    /// <summary>Why nothing came of it, where a node was lost on the way.</summary>
    public Refusal? Unreached { get; private set; }

    /// <summary>The node that is being asked.</summary>
    public string? Asking { get; private set; }

    private TimeSpan Left => TimeSpan.FromSeconds(request.WaitSeconds) - time.GetElapsedTime(_origin);

    /// <summary>The lease, a refusal, or neither: a node was lost while it was asked, and may have bound a sandbox.</summary>
    public async ValueTask<Outcome<Leased>> Lease(LeaseRequest lease, Func<string, INodePoolGrain> pool, CancellationToken cancelled)
    {
        Outcome<Leased> answer = Refusals.NoNode;
        while (answer.Refusal is { Code: RefusalCode.NodeUnavailable } && Nodes(lease.Scope, lease.Template) is { Count: > 0 } nodes)
        {
            answer = nodes.Count == 1 ? await Ask(nodes[0], lease, pool, cancelled) : await AskSeveral(nodes, lease, pool, cancelled);
        }

        return answer;
    }

    private async ValueTask<Outcome<Leased>> AskSeveral(IReadOnlyList<string> nodes, LeaseRequest lease, Func<string, INodePoolGrain> pool, CancellationToken cancelled)
    {
        string? best = null;
        Outcome<Leased> answer = Refusals.NoNode;
        foreach (var node in nodes.Take(MostNodes))
        {
            answer = await Ask(node, lease with { WhenEmpty = WhenEmpty.Fail }, pool, cancelled);
            if (answer.Refusal is not { Code: RefusalCode.PoolEmpty or RefusalCode.NodeUnavailable } no)
            {
                return answer;
            }

            best ??= no.Code == RefusalCode.PoolEmpty ? node : null;
        }

        return best is null || lease.WhenEmpty == WhenEmpty.Fail ? answer : await Ask(best, lease, pool, cancelled);
    }

    /// <summary>Those that have not turned this open away: each of them does so once at most.</summary>
    private IReadOnlyList<string> Nodes(string scope, string template)
    {
        var nodes = pools.Route(scope, template);
        return _asked.Count == 0 ? nodes : [.. nodes.Where(node => !_asked.Contains(node))];
    }

    private async ValueTask<Outcome<Leased>> Ask(string node, LeaseRequest lease, Func<string, INodePoolGrain> pool, CancellationToken cancelled)
    {
        try
        {
            Asking = node;
            var left = Left > TimeSpan.Zero ? Left : TimeSpan.Zero;
            var answer = await pool(node).Lease(left < lease.Wait ? lease with { Wait = left } : lease, cancelled);
            if (answer.Refusal is { Code: RefusalCode.NodeUnavailable })
            {
                _asked.Add(node);
            }

            return answer;
        }
        catch (NodeAwayException)
        {
            _asked.Add(node);
            return Refusals.NodeAway(node);
        }
        catch (Exception failure) when (Faults.Pass(failure) && !cancelled.IsCancellationRequested)
        {
            _asked.Add(node);
            Unreached = Refusals.NoNode;
            return default;
        }
    }
}
