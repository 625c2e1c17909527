using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>One run of code: its events, its limits and how it ended.</summary>
internal abstract class Execution : IOutputSink, IDisposable
{
    /// <summary>How long an interrupt may take before the program is killed.</summary>
    public static readonly TimeSpan InterruptGrace = TimeSpan.FromSeconds(2);

    private const int MostResultBytes = 8 << 20;
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _cpuLimit;
    private readonly long _outputLimit;
    private long _kept;
    private int _resultBytes;
    private bool _truncated;
    private long _stdoutBytes;
    private long _stderrBytes;

    protected Execution(EventLoop loop, string id, ExecuteRequest request)
    {
        Loop = loop;
        Id = id;
        _timeout = TimeSpan.FromMilliseconds(request.TimeoutMs);
        _cpuLimit = request.CpuMs < 0 ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(request.CpuMs);
        _outputLimit = request.OutputBytes;
    }

    public string Id { get; }

    public OutputLog Log { get; } = new();

    public bool Started { get; private set; }

    public bool Ended { get; private set; }

    public TimeSpan StartedAt { get; private set; }

    /// <summary>When its wall time is up.</summary>
    public TimeSpan Deadline => Started ? StartedAt + _timeout : TimeSpan.MaxValue;

    public bool HasCpuLimit => _cpuLimit != TimeSpan.MaxValue;

    /// <summary>Why it is being stopped; the first cause stays.</summary>
    public ExecutionVerdict? Stopped { get; private set; }

    /// <summary>When an interrupted one is killed.</summary>
    public TimeSpan KillAt { get; protected set; } = TimeSpan.MaxValue;

    /// <summary>Before this its readers are not told of more output.</summary>
    public TimeSpan QuietUntil { get; set; }

    protected EventLoop Loop { get; }

    public void Output(EventKind kind, ReadOnlySpan<byte> bytes)
    {
        if (Ended)
        {
            return;
        }

        Count(kind, bytes.Length);
        var keep = (int)Math.Min(bytes.Length, _outputLimit - _kept);
        if (keep > 0)
        {
            Log.Append(kind, bytes[..keep]);
            _kept += keep;
        }

        if (keep < bytes.Length)
        {
            _truncated = true;
            Stop(ExecutionVerdict.OutputLimit);
        }
    }

    public void Result(ReadOnlySpan<byte> mime, ReadOnlySpan<byte> data)
    {
        if (_resultBytes + data.Length > MostResultBytes)
        {
            _truncated = true;
            return;
        }

        _resultBytes += data.Length;
        var payload = new WireWriter();
        payload.Bytes(mime);
        payload.Raw(data);
        Log.Append(EventKind.Result, payload.Written);
    }

    public void Warn(ReadOnlySpan<byte> sentence)
    {
        if (!Ended)
        {
            Log.Append(EventKind.Warning, sentence);
        }
    }

    /// <summary>Ends it for a cause that becomes its verdict.</summary>
    public void Stop(ExecutionVerdict cause)
    {
        if (Ended || Stopped is not null)
        {
            return;
        }

        Stopped = cause;
        StopRunning();
    }

    public void CheckCpu()
    {
        if (HasCpuLimit && Started && !Ended && CpuTime() >= _cpuLimit)
        {
            Stop(ExecutionVerdict.CpuLimit);
        }
    }

    /// <summary>Sends a signal to all of it. False: there is nothing that it can be sent to yet.</summary>
    public abstract void Signal(int signal);

    /// <summary>Kills what an interrupt did not stop.</summary>
    public abstract void Kill();

    /// <summary>Ends its events; for an end of the whole sandbox also called from outside.</summary>
    public void End(EndedEvent ended)
    {
        if (Ended)
        {
            return;
        }

        Ended = true;
        KillAt = TimeSpan.MaxValue;
        var wall = Started ? EventLoop.Clock() - StartedAt : TimeSpan.Zero;
        var payload = new WireWriter();
        (ended with
        {
            Truncated = _truncated,
            StdoutBytes = _stdoutBytes,
            StderrBytes = _stderrBytes,
            WallMicroseconds = (long)wall.TotalMicroseconds,
        }).Encode(payload);
        Log.Append(EventKind.Ended, payload.Written);
    }

    public void Dispose() => Log.Dispose();

    protected void MarkStarted()
    {
        Started = true;
        StartedAt = EventLoop.Clock();
        Log.Append(EventKind.Started, []);
    }

    protected abstract TimeSpan CpuTime();

    protected abstract void StopRunning();

    private void Count(EventKind kind, int bytes)
    {
        if (kind == EventKind.Stdout)
        {
            _stdoutBytes += bytes;
        }
        else
        {
            _stderrBytes += bytes;
        }
    }
}
