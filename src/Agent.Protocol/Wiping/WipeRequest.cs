namespace Sandboxes.Agent.Protocol;

/// <summary>The steps of a wipe.</summary>
[Flags]
public enum WipeSteps : byte
{
    None = 0,
    Processes = 1,
    Files = 2,

    /// <summary>Modes, times and attributes of the folders that stay.</summary>
    Attributes = 4,
    SystemV = 8,
    MessageQueues = 16,
    Kernels = 32,

    /// <summary>Environment, executions and open files that the agent keeps for the lease.</summary>
    Agent = 64,
}

/// <summary>
/// The lease asks that what it left be wiped. A step may be left out: that never makes a sandbox reusable that is not, because the proof leaves nothing out. It is how the proof itself is tried.
/// </summary>
public readonly record struct WipeRequest(string Lease, WipeSteps LeftOut)
{
    public void Encode(WireWriter writer)
    {
        writer.Text(Lease);
        writer.U8((byte)LeftOut);
    }

    public static WipeRequest Decode(ref WireReader reader) => new(reader.Text(), (WipeSteps)reader.U8());
}

/// <summary>How a wipe ended. Where it was not proved the agent ends itself right after it says so.</summary>
public sealed record WipeReply(WipeOutcome Outcome, IReadOnlyList<Difference> Differences)
{
    public void Encode(WireWriter writer)
    {
        writer.U8((byte)Outcome);
        writer.I32(Differences.Count);
        foreach (var difference in Differences)
        {
            writer.U8((byte)difference.Kind);
            writer.Text(difference.Subject);
            writer.Text(difference.Detail);
        }
    }

    public static WipeReply Decode(ref WireReader reader)
    {
        var outcome = (WipeOutcome)reader.U8();
        var differences = new List<Difference>();
        for (var count = reader.I32(); count > 0 && !reader.Failed; count--)
        {
            differences.Add(new((TraceKind)reader.U8(), reader.Text(), reader.Text()));
        }

        return new(outcome, differences);
    }
}

public enum WipeOutcome : byte
{
    /// <summary>It is as on the first day, and nobody's.</summary>
    Proved,

    /// <summary>It is not, and ends.</summary>
    NotProved,

    /// <summary>No wipe of this lease goes on, and it is not the last that was proved.</summary>
    Unknown,
}
