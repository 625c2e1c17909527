namespace Sandboxes.Grains;

/// <summary>Settings of the audit of what operators do; section "Audit".</summary>
public sealed class AuditOptions
{
    /// <summary>How long an entry is kept, in days, where there is a database. 1 to 3,650. Default: 365.</summary>
    public int KeepDays { get; set; } = 365;

    /// <summary>Entries that are kept where everything is in memory; the oldest are forgotten first. 1 to 1,000,000. Default: 10,000.</summary>
    public int KeepInMemory { get; set; } = 10_000;

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (KeepDays is < 1 or > 3_650)
        {
            yield return $"Audit:KeepDays is {KeepDays}; it must be 1 to 3,650.";
        }

        if (KeepInMemory is < 1 or > 1_000_000)
        {
            yield return $"Audit:KeepInMemory is {KeepInMemory}; it must be 1 to 1,000,000.";
        }
    }
}
