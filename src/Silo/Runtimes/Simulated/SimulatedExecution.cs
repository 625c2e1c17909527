using System.Text;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>One execution: its events so far, and who waits for the next.</summary>
internal sealed class SimulatedExecution
{
    private readonly Lock _lock = new();
    private readonly List<ExecutionEvent> _events = [];
    private readonly SimulatedProgram _program;
    private readonly TimeProvider _time;
    private readonly long _started;
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private long _stdoutBytes;

    public SimulatedExecution(SimulatedProgram program, ExecutionRequest request, TimeProvider time)
    {
        (_program, _time, _started) = (program, time, time.GetTimestamp());
        Add(ExecutionEventKind.Started, null);
        Write(ExecutionEventKind.Stdout, Encoding.UTF8.GetBytes(program.Stdout));
        Begin(request);
    }

    public bool Ended { get; private set; }

    public async ValueTask<ExecutionEvents> Read(long after, TimeSpan wait, CancellationToken cancellation)
    {
        Task next;
        lock (_lock)
        {
            if (Ended || _events.Count > after || wait <= TimeSpan.Zero)
            {
                return Page(after);
            }

            next = _next.Task;
        }

        await Task.WhenAny(next, Task.Delay(wait, _time, cancellation));
        lock (_lock)
        {
            return Page(after);
        }
    }

    public Outcome<StdinTaken> WriteStdin(ReadOnlySpan<byte> data, bool close)
    {
        lock (_lock)
        {
            if (Ended)
            {
                return new Refusal(RefusalCode.ExecutionEnded, "The execution has ended.");
            }

            if (!_program.Copies)
            {
                return new Refusal(RefusalCode.StdinClosed, "The execution takes no input.");
            }

            Write(ExecutionEventKind.Stdout, data.ToArray());
        }

        if (close)
        {
            Finish(Verdict.Ok, 0, null);
        }

        return new StdinTaken(data.Length);
    }

    public void Finish(Verdict verdict, int? exitCode, string? signal)
    {
        lock (_lock)
        {
            if (Ended)
            {
                return;
            }

            Ended = true;
            _timer?.Dispose();
            Add(ExecutionEventKind.Ended, null, End(verdict, exitCode, signal));
        }
    }

    private void Begin(ExecutionRequest request)
    {
        if (_program.Copies)
        {
            Write(ExecutionEventKind.Stdout, request.Stdin ?? []);
        }

        var runs = _program.Copies && request.KeepStdinOpen ? TimeSpan.MaxValue : _program.Lasts ?? TimeSpan.Zero;
        if (runs == TimeSpan.Zero)
        {
            Complete();
            return;
        }

        var limit = TimeSpan.FromMilliseconds(request.TimeoutMs);
        var due = runs < limit ? runs : limit;
        _timer = _time.CreateTimer(_ => End(runs < limit), null, due, Timeout.InfiniteTimeSpan);
    }

    private void End(bool inTime)
    {
        if (inTime)
        {
            Complete();
        }
        else
        {
            Finish(Verdict.WallLimit, null, "KILL");
        }
    }

    private void Complete()
    {
        lock (_lock)
        {
            if (_program.Result is { } result && !Ended)
            {
                Add(ExecutionEventKind.Result, Encoding.UTF8.GetBytes(result), text: "text/plain");
            }
        }

        var verdict = _program.Error is not null ? Verdict.Exception : _program.ExitCode == 0 ? Verdict.Ok : Verdict.NonzeroExit;
        Finish(verdict, _program.Error is null ? _program.ExitCode : null, null);
    }

    private void Write(ExecutionEventKind kind, byte[] data)
    {
        if (data.Length > 0)
        {
            _stdoutBytes += data.Length;
            Add(kind, data);
        }
    }

    private void Add(ExecutionEventKind kind, byte[]? data, ExecutionEnd? end = null, string? text = null)
    {
        _events.Add(new() { Id = _events.Count + 1, Kind = kind, Data = data, Text = text, Ended = end });
        var woken = _next;
        _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        woken.SetResult();
    }

    private ExecutionEvents Page(long after) => new([.. _events.Skip((int)Math.Clamp(after, 0, _events.Count))], Ended);

    private ExecutionEnd End(Verdict verdict, int? exitCode, string? signal) => new()
    {
        Verdict = verdict,
        ExitCode = exitCode,
        Signal = signal,
        StdoutBytes = _stdoutBytes,
        Error = verdict == Verdict.Exception ? _program.Error : null,
        WallMs = _time.GetElapsedTime(_started).TotalMilliseconds,
    };
}
