namespace Sandboxes.Bench.Traces;

/// <summary>One trace under all policies.</summary>
public sealed class Comparison
{
    /// <summary>The hit rate that the product is to reach.</summary>
    public const double Wanted = 0.99;

    private Comparison(Trace trace, Outcome adaptive, IReadOnlyList<Outcome> others) => (Trace, Adaptive, Others) = (trace, adaptive, others);

    public Trace Trace { get; }
    public Outcome Adaptive { get; }

    /// <summary>The smallest fixed pool that hits as often, the fixed pool of the same cost, keep-alive, and the hybrid histogram.</summary>
    public IReadOnlyList<Outcome> Others { get; }

    /// <summary>The idle-seconds as a part of those of the smallest fixed pool that does as well.</summary>
    public double Part => Adaptive.IdleSeconds / Others[0].IdleSeconds;

    public static Comparison Of(Trace trace)
    {
        var adaptive = PoolPolicy.Adaptive(trace);
        return new(trace, adaptive, [FixedPool.AsGoodAs(trace, Math.Min(Wanted, adaptive.HitRate)), FixedPool.AsCostly(trace, adaptive.IdleSeconds), ReplacePolicy.KeepAlive(trace), ReplacePolicy.Hybrid(trace)]);
    }
}
