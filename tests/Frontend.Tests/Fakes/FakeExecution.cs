using System.Text;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>An execution whose events a test gives, before or while it is read.</summary>
public sealed class FakeExecution
{
    private readonly Lock _lock = new();
    private readonly List<ExecutionEvent> _events = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<byte[]> Stdin { get; } = [];

    public List<string> Signals { get; } = [];

    /// <summary>Thrown by every read, where it is not null.</summary>
    public Exception? Fault { get; set; }

    /// <summary>Completed at the first read.</summary>
    public TaskCompletionSource ReadBegan { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completed when a reader has all there is, and waits for more.</summary>
    public TaskCompletionSource ReaderWaits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The most events that one read answers. Default: all.</summary>
    public int EventsPerRead { get; set; } = int.MaxValue;

    /// <summary>Reads so far.</summary>
    public int Reads { get; private set; }

    public bool Ended => _events is [.., { Kind: ExecutionEventKind.Ended }];

    public static FakeExecution Echo(ExecutionRequest request) => new FakeExecution()
        .Print(request.Code ?? Encoding.UTF8.GetBytes(string.Join(' ', request.Command!) + "\n"))
        .End();

    public FakeExecution Print(byte[] stdout) => Add(new() { Id = NextId, Kind = ExecutionEventKind.Stdout, Data = stdout });

    public FakeExecution Print(string stdout) => Print(Encoding.UTF8.GetBytes(stdout));

    public FakeExecution Complain(byte[] stderr) => Add(new() { Id = NextId, Kind = ExecutionEventKind.Stderr, Data = stderr });

    public FakeExecution Start() => Add(new() { Id = NextId, Kind = ExecutionEventKind.Started });

    public FakeExecution Result(string mime, byte[] data) => Add(new() { Id = NextId, Kind = ExecutionEventKind.Result, Text = mime, Data = data });

    public FakeExecution Warn(string sentence) => Add(new() { Id = NextId, Kind = ExecutionEventKind.Warning, Text = sentence });

    public FakeExecution End(Verdict verdict = Verdict.Ok, int? exitCode = 0) => Add(new()
    {
        Id = NextId,
        Kind = ExecutionEventKind.Ended,
        Ended = new() { Verdict = verdict, ExitCode = exitCode, WallMs = 1.5, CpuMs = 1, PeakMemoryBytes = 1 << 20, StdoutBytes = Written },
    });

    public async ValueTask<Outcome<ExecutionEvents>> ReadAsync(long after, TimeSpan wait)
    {
        Reads++;
        ReadBegan.TrySetResult();
        while (true)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            var (events, more) = After(after);
            if (events.Events.Count > 0 || events.Complete || wait == TimeSpan.Zero)
            {
                return events;
            }

            ReaderWaits.TrySetResult();
            await more;
        }
    }

    /// <summary>Lets readers that wait see what has changed.</summary>
    public void Nudge()
    {
        lock (_lock)
        {
            _more.TrySetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private long NextId => _events.Count + 1;

    private long Written => _events.Where(e => e.Kind == ExecutionEventKind.Stdout).Sum(e => e.Data!.Length);

    private (ExecutionEvents Events, Task More) After(long after)
    {
        lock (_lock)
        {
            var events = _events.Where(e => e.Id > after).Take(EventsPerRead).ToList();
            return (new(events, Ended && (events.Count == 0 || events[^1].Ended is not null)), _more.Task);
        }
    }

    private FakeExecution Add(ExecutionEvent happened)
    {
        lock (_lock)
        {
            _events.Add(happened);
        }

        Nudge();
        return this;
    }
}
