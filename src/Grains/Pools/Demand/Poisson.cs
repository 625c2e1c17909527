namespace Sandboxes.Grains;

/// <summary>The distribution of how many come when each comes by itself.</summary>
internal static class Poisson
{
    /// <summary>From here on the normal distribution's quantile differs by less than one.</summary>
    private const double Many = 500;

    /// <summary>The smallest number that is exceeded with no more than this probability.</summary>
    public static int Quantile(double mean, double exceeded)
    {
        if (mean > Many)
        {
            return (int)Math.Ceiling(mean + (4 * Math.Sqrt(mean)));
        }

        var (probability, number) = (Math.Exp(-mean), 0);
        for (var sum = probability; 1 - sum > exceeded && number < 2 * Many; sum += probability)
        {
            number++;
            probability *= mean / number;
        }

        return number;
    }
}
