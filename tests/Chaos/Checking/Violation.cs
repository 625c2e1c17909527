namespace Sandboxes.Chaos.Checking;

internal enum ViolationKind
{
    /// <summary>A sandbox was bound to two leases.</summary>
    TwoLeases,

    /// <summary>A sandbox was started twice under one name.</summary>
    StartedTwice,

    /// <summary>A lease was confirmed in two sandboxes.</summary>
    LeaseTwice,

    /// <summary>Two sessions, or two incarnations of one, were told that they hold the same sandbox.</summary>
    SharedSandbox,

    /// <summary>A token came out where it was not put in.</summary>
    Leak,

    /// <summary>An acknowledged session was not known any more.</summary>
    Forgotten,

    /// <summary>An acknowledged session was replaced, and nothing explains where it went.</summary>
    Lost,

    /// <summary>A session ended with a reason that the history does not explain.</summary>
    Unexplained,

    /// <summary>An ended session was active again.</summary>
    Resurrected,

    /// <summary>An answer that is neither good nor an honest "try again".</summary>
    BadAnswer,

    /// <summary>An acknowledged write was not there.</summary>
    LostWrite,

    /// <summary>A sandbox lives, and neither a session nor a shelf has it.</summary>
    Orphan,

    /// <summary>A session is stored as active without a sandbox.</summary>
    Widow,

    /// <summary>A pool or node is not as it should be a minute after the last fault.</summary>
    NotCalm,

    /// <summary>A minute after the last fault, a call was not answered well.</summary>
    NotAnswered,
}

/// <summary>Something that must not be, and what shows it.</summary>
internal sealed record Violation(ViolationKind Kind, string Text, IReadOnlyList<string> Evidence)
{
    public static Violation Of(ViolationKind kind, string text, params IEnumerable<object> evidence) =>
        new(kind, text, [.. evidence.Select(item => item.ToString() ?? "")]);

    public override string ToString() => string.Join("\n    ", [$"{Kind}: {Text}", .. Evidence]);
}
