namespace Sandboxes.Agent.Protocol;

/// <summary>How an execution ended, in the order of the contract's own set.</summary>
public enum ExecutionVerdict : byte
{
    Ok,
    NonzeroExit,
    Exception,
    Signal,
    WallLimit,
    CpuLimit,
    MemoryLimit,
    OutputLimit,
    ProcessLimit,
    FileLimit,
    Interrupted,
    Cancelled,
    SandboxLost,
}

/// <summary>The last event of an execution.</summary>
public sealed record EndedEvent
{
    public ExecutionVerdict Verdict { get; init; }

    /// <summary>-1: it did not exit by itself.</summary>
    public int ExitCode { get; init; } = -1;

    /// <summary>The number of the signal that ended it; 0: none did.</summary>
    public int Signal { get; init; }

    public bool Truncated { get; init; }

    public long StdoutBytes { get; init; }

    public long StderrBytes { get; init; }

    public long WallMicroseconds { get; init; }

    public long CpuMicroseconds { get; init; }

    public long PeakMemoryBytes { get; init; }

    public CellError? Error { get; init; }

    public void Encode(WireWriter writer)
    {
        writer.U8((byte)Verdict);
        writer.I32(ExitCode);
        writer.I32(Signal);
        writer.Bool(Truncated);
        writer.I64(StdoutBytes);
        writer.I64(StderrBytes);
        writer.I64(WallMicroseconds);
        writer.I64(CpuMicroseconds);
        writer.I64(PeakMemoryBytes);
        writer.Bool(Error is not null);
        writer.Text(Error?.Name ?? "");
        writer.Text(Error?.Message ?? "");
        writer.Texts(Error?.Traceback ?? []);
    }

    public static EndedEvent Decode(ref WireReader reader)
    {
        var ended = new EndedEvent
        {
            Verdict = (ExecutionVerdict)reader.U8(),
            ExitCode = reader.I32(),
            Signal = reader.I32(),
            Truncated = reader.Bool(),
            StdoutBytes = reader.I64(),
            StderrBytes = reader.I64(),
            WallMicroseconds = reader.I64(),
            CpuMicroseconds = reader.I64(),
            PeakMemoryBytes = reader.I64(),
        };
        var hasError = reader.Bool();
        var error = new CellError(reader.Text(), reader.Text(), reader.Texts());
        return hasError ? ended with { Error = error } : ended;
    }
}

/// <summary>An exception in a cell.</summary>
public sealed record CellError(string Name, string Message, string[] Traceback);
