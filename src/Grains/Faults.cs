using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal static class Faults
{
    /// <summary>A call to another grain that did not come through, and may the next time. Whether it was done is unknown.</summary>
    public static bool Pass(Exception failure) =>
        failure is TimeoutException or OrleansException or NodeAwayException or StorageUnavailableException;
}
