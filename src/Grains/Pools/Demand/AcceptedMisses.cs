namespace Sandboxes.Grains;

/// <summary>
/// The probability at which surprises are cut off, so that in the long run the wanted part of the arrivals misses: a little more is accepted with every arrival that found one, and much less with every one that did not
/// (adaptive conformal inference: I. Gibbs and E. Candes, NeurIPS 2021). It stays between a quarter and five times of what is wanted.
/// </summary>
internal struct AcceptedMisses
{
    private const double Step = 0.005;
    private const double Least = 0.25;
    private const double Most = 5;

    private readonly double _wanted;

    public AcceptedMisses(double wanted) => (_wanted, Probability) = (wanted, wanted);

    public double Probability { get; private set; }

    public void Saw(bool miss) => Probability = Math.Clamp(Probability + (Step * (_wanted - (miss ? 1 : 0))), Least * _wanted, Most * _wanted);
}
