namespace Sandboxes.Agent.Protocol;

/// <summary>What a line of a journal says.</summary>
public enum JournalFact
{
    /// <summary>The agent runs; no text.</summary>
    Started,

    /// <summary>The lease in the text bound it.</summary>
    Bound,

    /// <summary>The lease in the text was confirmed.</summary>
    Confirmed,

    /// <summary>The lease in the text wanted it while another held it.</summary>
    Refused,

    /// <summary>As many refusals as the text says had no line of their own.</summary>
    Unlisted,

    /// <summary>It ends, by the agent's own decision: the text is a <see cref="LatchEnd"/>.</summary>
    Ended,

    /// <summary>Nothing of the lease in the text was left, which was proved: another may bind it.</summary>
    Wiped,

    /// <summary>The manager saw its last process end: the text is the reason that the runtime gives.</summary>
    Gone,
}
