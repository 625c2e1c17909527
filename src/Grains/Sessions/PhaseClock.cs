namespace Sandboxes.Grains;

/// <summary>Milliseconds since the last lap.</summary>
internal struct PhaseClock(TimeProvider time)
{
    private long _from = time.GetTimestamp();

    public double Lap()
    {
        var now = time.GetTimestamp();
        var lap = time.GetElapsedTime(_from, now).TotalMilliseconds;
        _from = now;
        return lap;
    }
}
