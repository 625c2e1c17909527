namespace Sandboxes.Simulation;

/// <summary>A stream of numbers from a seed (splitmix64). Each kind of decision has a stream of its own, so that one that is left out moves no other.</summary>
internal sealed class Chance(ulong seed, ulong stream)
{
    private ulong _state = Mixed(seed ^ Mixed(stream + 1));

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        return Mixed(_state);
    }

    /// <summary>0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Next() % (ulong)end);

    /// <summary>From <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public TimeSpan Between(TimeSpan least, TimeSpan most) => new(least.Ticks + (long)(Next() % (ulong)(most.Ticks - least.Ticks + 1)));

    /// <summary>True that many times in a million.</summary>
    public bool PerMillion(int times) => Below(1_000_000) < times;

    public bool Percent(int times) => Below(100) < times;

    public static ulong Mixed(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
