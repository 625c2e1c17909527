namespace Sandboxes.Chaos.Histories;

/// <summary>
/// One request of a client, with what it knew and what it was told. Times are milliseconds since the run began, on the machine's monotonic clock; times that
/// the product announced are brought onto the same clock.
/// </summary>
internal sealed record Call
{
    public required int Client { get; init; }

    /// <summary>The frontend that it was sent to.</summary>
    public required string Via { get; init; }
    public required Verb Verb { get; init; }

    /// <summary>Null where no session is meant, as in a look at the pools.</summary>
    public string? Session { get; init; }

    /// <summary>The incarnation that the client believed in when it sent this; of an open, the one it was answered.</summary>
    public long? Incarnation { get; init; }

    public required double Start { get; init; }
    public required double End { get; init; }

    /// <summary>Null: no answer came, so whether it took effect is unknown.</summary>
    public int? Status { get; init; }

    /// <summary>The code of a problem.</summary>
    public string? Code { get; init; }

    /// <summary>Of an execution that was answered.</summary>
    public string? Verdict { get; init; }

    /// <summary>The variable or file that it wrote or read, or the execution that it started or read.</summary>
    public string? Register { get; init; }

    /// <summary>The token that it wrote, or handed to the open.</summary>
    public string? Token { get; init; }

    /// <summary>Every token in the answer, in order, wherever it stood.</summary>
    public IReadOnlyList<string> Seen { get; init; } = [];

    /// <summary>Of a read that was answered: the token that stood in the register, null for none.</summary>
    public string? Value { get; init; }

    /// <summary>The token that the session's environment held, printed by the execution: which open it comes from.</summary>
    public string? Birth { get; init; }

    /// <summary>What an open or a renewal asked for, in milliseconds.</summary>
    public double? IdleTimeout { get; init; }

    /// <summary>The session as the answer showed it.</summary>
    public SessionFacts? Facts { get; init; }

    /// <summary>Why the client had no answer, or what came unexpected; for people.</summary>
    public string? Note { get; init; }

    public bool Known => Status is not null;

    public bool Succeeded => Status is >= 200 and < 300;

    /// <summary>It took effect: answered well, and code that ran ended well.</summary>
    public bool Acknowledged => Succeeded && Verdict is null or "ok";

    /// <summary>
    /// It may have taken effect although it was not acknowledged: no answer, an answer that came from before the effect could be known, or code that was
    /// started and did not end well.
    /// </summary>
    public bool MayHaveHappened => !Known || Status >= 500 || Code == "file_busy" || (Succeeded && !Acknowledged);

    public override string ToString() =>
        $"[{Start:F0}..{End:F0}] client {Client} via {Via} {Verb} {Session}#{Incarnation} {Register} {Token} -> {Status?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "no answer"} {Code} {Verdict} {Value} {Facts} {Note}";
}
