namespace Sandboxes.Frontend;

/// <summary>A signal for an execution.</summary>
internal sealed class SignalBody
{
    private static readonly string[] Signals = ["INT", "TERM", "KILL", "HUP", "QUIT", "USR1", "USR2", "STOP", "CONT", "ALRM", "WINCH"];

    public static Shape<SignalBody> Shape { get; } = new(
        Fields.Text<SignalBody>("signal", (body, signal) => body.Signal = signal, $"One of {string.Join(", ", Signals)}. INT interrupts a cell."));

    public string? Signal { get; private set; }

    public Answer<string> ToName() => Signal is not null && Signals.Contains(Signal)
        ? new Answer<string>(Signal, null)
        : new Problem(ErrorTable.InvalidField, $"signal must be one of {string.Join(", ", Signals)}.") { Field = "signal", Allowed = Signals };
}
