using System.Text.Json;
using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Clients;
using Sandboxes.Chaos.Cluster;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Looks;

/// <summary>What stands there when all clients are silent.</summary>
internal sealed class Look(ChaosCluster cluster, Api frontend, RunClock clock)
{
    /// <summary>What the clients' last requests set in motion, such as a refill, ends within this time.</summary>
    private const double SettleMs = 15_000;
    private const double BetweenLooksMs = 500;

    /// <summary>Looks again until there is nothing to find fault with, or the time is up.</summary>
    public async Task<FinalLook> Take()
    {
        var until = clock.Now + SettleMs;
        while (true)
        {
            var look = await TakeOnce();
            if (clock.Now > until || IsCalm(look))
            {
                return look;
            }

            await clock.Pause(BetweenLooksMs);
        }
    }

    private bool IsCalm(FinalLook look) => CheckLook.Check(look, JournalFile.ReadAll(cluster.Journals, clock.BeganUnixMs)).Count == 0;

    private async Task<FinalLook> TakeOnce()
    {
        var pools = await frontend.Send(HttpMethod.Get, "/v1/pools");
        var nodes = await frontend.Send(HttpMethod.Get, "/v1/nodes");
        var rows = await SessionRows.Read(cluster.Database, ChaosCluster.Organization, clock);
        var living = LivingSandbox.All(cluster.SiloNames);
        return new()
        {
            At = clock.Now,
            Living = [.. living.Select(sandbox => sandbox.Id).Order(StringComparer.Ordinal)],
            Strays = Strays(living),
            Rows = rows,
            Pools = [.. Items(pools, "pools").Select(Pool)],
            Nodes = [.. Items(nodes, "nodes").Select(node => new NodeFacts(Text(node, "node"), Text(node, "state")))],
            ExpectedNodes = cluster.SiloNames,
        };
    }

    private List<string> Strays(IReadOnlyList<LivingSandbox> living)
    {
        var known = living.SelectMany(sandbox => sandbox.Processes).ToHashSet();
        var journals = JournalFile.ReadAll(cluster.Journals, clock.BeganUnixMs).Select(entry => entry.Id).ToHashSet();
        return
        [
            .. LivingSandbox.Containers(cluster.StateFolder).Where(process => !known.Contains(process)).Select(process => $"bwrap {process}, in no cgroup of a sandbox"),
            .. living.Where(sandbox => !journals.Contains(sandbox.Id)).Select(sandbox => $"{sandbox.Id}, processes {string.Join(' ', sandbox.Processes)}"),
        ];
    }

    private static JsonElement.ArrayEnumerator Items(Answer answer, string name) =>
        answer.Json is { } json && json.TryGetProperty(name, out var items) ? items.EnumerateArray() : default;

    private static PoolFacts Pool(JsonElement pool) => new(
        Text(pool, "node"), Text(pool, "template"), Number(pool, "idle"), Number(pool, "starting"), Number(pool, "bound"), Number(pool, "target"), Number(pool, "waiting"), Text(pool, "breaker"));

    private static string Text(JsonElement item, string name) => item.GetProperty(name).GetString() ?? "";

    private static int Number(JsonElement item, string name) => item.GetProperty(name).GetInt32();
}
