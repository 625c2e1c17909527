namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>Settings of the simulated runtime; section "Simulated".</summary>
public sealed class SimulatedRuntimeOptions
{
    /// <summary>The name of its only node, which must be the silo's. Default: local.</summary>
    public string NodeName { get; set; } = "local";

    /// <summary>The most sandboxes that it takes. 1 to 1,000,000. Default: 100,000.</summary>
    public int Capacity { get; set; } = 100_000;

    /// <summary>What the limits of its sandboxes may come to, in bytes; at least 1. Default: without a limit.</summary>
    public long? MemoryBytes { get; set; }

    /// <summary>The same in thousandths of a processor.</summary>
    public long? CpuMillis { get; set; }

    /// <summary>Milliseconds from a creation until the agent answers. 0 to 600,000. Default: 0.</summary>
    public int BootMs { get; set; }

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (Capacity is < 1 or > 1_000_000)
        {
            yield return $"Simulated:Capacity is {Capacity}; it must be 1 to 1,000,000.";
        }

        if (MemoryBytes < 1 || CpuMillis < 1)
        {
            yield return $"Simulated:MemoryBytes is {MemoryBytes} and Simulated:CpuMillis is {CpuMillis}; they must be at least 1.";
        }

        if (BootMs is < 0 or > 600_000)
        {
            yield return $"Simulated:BootMs is {BootMs}; it must be 0 to 600,000.";
        }
    }
}
