namespace Sandboxes.Simulation;

/// <summary>Asks until somebody says that it is done, at whichever silo is alive. A silo that dies while it is asked never answers.</summary>
internal sealed class Persistent(World world, Chance draw)
{
    private static readonly TimeSpan AnsweredWithin = TimeSpan.FromSeconds(35);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>What the call came to, which is never null.</summary>
    public async Task<T> Until<T>(Func<SimFactory, Task<T?>> call) where T : class
    {
        while (true)
        {
            if (await Once(call) is { } done)
            {
                return done;
            }

            await world.Kernel.Pause(AgainAfter);
        }
    }

    /// <summary>Null: it did not come through, or to nothing.</summary>
    public Task<T?> Once<T>(Func<SimFactory, Task<T?>> call) where T : class =>
        world.Cluster.Alive.ToList() is { Count: > 0 } alive ? Answer(call(alive[draw.Below(alive.Count)].Factory)) : Task.FromResult<T?>(null);

    private async Task<T?> Answer<T>(Task<T?> call) where T : class
    {
        var answered = await Task.WhenAny(call, Late());
        try
        {
            return answered == call ? await call : null;
        }
        catch (Exception failure) when (Grains.Faults.Pass(failure))
        {
            return null;
        }
    }

    private async Task Late() => await world.Kernel.Pause(AnsweredWithin);
}
