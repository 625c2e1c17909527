using System.Text.Json;

namespace Sandboxes.Bench;

/// <summary>What <c>GET /v1/pools</c> says of one template.</summary>
internal readonly record struct PoolLevel(int Idle, int Starting, int Bound, int Target)
{
    public bool Full => Target > 0 && Idle >= Target && Starting == 0;

    public static PoolLevel Read(JsonElement root, string template)
    {
        var pools = root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("pools");
        return pools.EnumerateArray()
            .Where(pool => pool.GetProperty("template").GetString() == template)
            .Select(Read)
            .Aggregate(default(PoolLevel), Add);
    }

    private static PoolLevel Read(JsonElement pool) =>
        new(Number(pool, "idle"), Number(pool, "starting"), Number(pool, "bound"), Number(pool, "target"));

    private static int Number(JsonElement pool, string name) => pool.GetProperty(name).GetInt32();

    private static PoolLevel Add(PoolLevel a, PoolLevel b) =>
        new(a.Idle + b.Idle, a.Starting + b.Starting, a.Bound + b.Bound, a.Target + b.Target);
}
