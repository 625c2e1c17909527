using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Which exceptions are faults of the cluster that pass.</summary>
public static class Faults
{
    /// <summary>A call to another grain or to the storage that did not come through, and may the next time. Whether it was done is unknown.</summary>
    public static bool Pass(Exception failure) => failure is StorageUnavailableException || GrainCalls.MayPass(failure);
}
