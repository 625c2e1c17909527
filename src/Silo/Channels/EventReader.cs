using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Silo.Channels;

/// <summary>One reply to a read: whole events, and perhaps a piece of one that is longer than a reply.</summary>
internal sealed record EventBatch(List<ExecutionEvent> Events, EventPiece? Piece, bool Complete)
{
    public static EventBatch Decode(ref WireReader reader)
    {
        var complete = reader.Bool();
        var batch = new EventBatch([], null, complete);
        for (var count = reader.I32(); count > 0 && !reader.Failed; count--)
        {
            var (id, kind, total, offset) = (reader.I64(), (EventKind)reader.U8(), reader.I32(), reader.I32());
            var bytes = reader.Bytes();
            if (offset == 0 && bytes.Length == total)
            {
                batch.Events.Add(EventDecoder.Decode(id, kind, bytes));
            }
            else
            {
                batch = batch with { Piece = new(id, kind, total, offset, bytes.ToArray()) };
            }
        }

        return batch;
    }
}

/// <summary>A piece of an event.</summary>
internal sealed record EventPiece(long Id, EventKind Kind, int Total, int Offset, byte[] Bytes)
{
    /// <summary>The longest event that is put together: a rich result and its type.</summary>
    private const int MostBytes = 9 << 20;

    /// <summary>Whether it is what follows <paramref name="have"/> bytes of an event.</summary>
    public bool Follows(int have) => Offset == have && Bytes.Length > 0 && Total <= MostBytes && have + Bytes.Length <= Total;
}

internal static class EventDecoder
{
    private static readonly string[] SignalNames =
    [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM",
        "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
    ];

    public static ExecutionEvent Decode(long id, EventKind kind, ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var (data, text, ended) = kind switch
        {
            EventKind.Stdout or EventKind.Stderr => (payload.ToArray(), null, null),
            EventKind.Warning => (null, System.Text.Encoding.UTF8.GetString(payload), null),
            EventKind.Result => Result(ref reader),
            EventKind.Ended => (null, null, End(EndedEvent.Decode(ref reader))),
            _ => ((byte[]?)null, (string?)null, (ExecutionEnd?)null),
        };
        return new() { Id = id, Kind = (ExecutionEventKind)kind, Data = data, Text = text, Ended = ended };
    }

    private static (byte[]? Data, string? Text, ExecutionEnd? Ended) Result(ref WireReader reader)
    {
        var mime = System.Text.Encoding.UTF8.GetString(reader.Bytes());
        return (reader.Rest.ToArray(), mime, null);
    }

    private static ExecutionEnd End(EndedEvent ended) => new()
    {
        Verdict = (Verdict)ended.Verdict,
        ExitCode = ended.ExitCode < 0 ? null : ended.ExitCode,
        Signal = ended.Signal <= 0 ? null : ended.Signal < SignalNames.Length ? SignalNames[ended.Signal] : "RT" + ended.Signal,
        Truncated = ended.Truncated,
        StdoutBytes = ended.StdoutBytes,
        StderrBytes = ended.StderrBytes,
        WallMs = ended.WallMicroseconds / 1000.0,
        CpuMs = ended.CpuMicroseconds / 1000.0,
        PeakMemoryBytes = ended.PeakMemoryBytes,
        Error = ended.Error is null ? null : new(ended.Error.Name, ended.Error.Message, ended.Error.Traceback),
    };
}
