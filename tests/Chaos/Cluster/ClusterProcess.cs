using System.Diagnostics;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Cluster;

/// <summary>A silo or frontend and its supervisor, which starts it again when it ended and writes down for how long it was not there.</summary>
internal sealed class ClusterProcess(ProcessSpec spec, Recorder<Fault> faults, RunClock clock) : IDisposable
{
    /// <summary>Between an end and the next start; the issue allows 2 s.</summary>
    private const double RestartAfterMs = 1_000;
    private const double LookEveryMs = 100;

    /// <summary>An evicted silo may take this long to learn of it, so only then it is known that a fault is over.</summary>
    private const double SettledAfterMs = 6_000;

    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(1) };

    private readonly Lock _lock = new();
    private Process? _process;
    private double _disturbedUntil;
    private volatile bool _ready;
    private volatile bool _stopping;

    public string Name => spec.Name;

    /// <summary>How often it ended although nothing had been done to it.</summary>
    public int EndsByItself { get; private set; }

    public bool IsReady => _ready;

    /// <summary>It is there, and no fault or its consequence is under way.</summary>
    public bool IsSettled => _ready && clock.Now > Volatile.Read(ref _disturbedUntil) + SettledAfterMs;

    /// <summary>Supervises until it is stopped.</summary>
    public async Task Run()
    {
        var downSince = clock.Now;
        for (var starts = 0; !_stopping; starts++)
        {
            using var process = Start();
            await ReadyOrEnded(process);
            if (_ready && starts > 0)
            {
                faults.Add(new() { Kind = FaultKind.Down, Target = Name, Start = downSince, End = clock.Now });
            }

            var wasReady = _ready;
            await process.WaitForExitAsync();
            _ready = false;
            downSince = wasReady ? clock.Now : downSince;
            Note(process, wasReady);
            await (_stopping ? Task.CompletedTask : clock.Pause(RestartAfterMs));
        }

        faults.Add(new() { Kind = FaultKind.Down, Target = Name, Start = downSince, End = clock.Now, Note = "the run is over" });
    }

    /// <summary>Whether it was there to get it.</summary>
    public bool Signal(int signal)
    {
        lock (_lock)
        {
            return _process is { HasExited: false } process && Signals.Send(process.Id, signal);
        }
    }

    /// <summary>A fault touches it from now on, and until then at least.</summary>
    public void Disturb(double until) => Volatile.Write(ref _disturbedUntil, Math.Max(until, _disturbedUntil));

    public async Task Ended(TimeSpan limit)
    {
        if (_process is { HasExited: false } process)
        {
            await process.WaitForExitAsync().WaitAsync(limit, clock.Time);
        }
    }

    /// <summary>It will not be started again.</summary>
    public void Abandon() => _stopping = true;

    public void Dispose() => _process?.Dispose();

    private Process Start()
    {
        lock (_lock)
        {
            _process = Process.Start(spec.StartInfo()) ?? throw new ChaosException($"{Name} did not start.");
            return _process;
        }
    }

    private async Task ReadyOrEnded(Process process)
    {
        while (!process.HasExited && !_stopping && !(_ready = await Answers()))
        {
            await clock.Pause(LookEveryMs);
        }
    }

    private async Task<bool> Answers()
    {
        try
        {
            using var answer = await Http.GetAsync(spec.Ready);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>One that gives up while it starts, because the database is not there, is only started again.</summary>
    private void Note(Process process, bool wasReady)
    {
        if (wasReady && !_stopping && clock.Now > Volatile.Read(ref _disturbedUntil) + SettledAfterMs)
        {
            EndsByItself++;
            faults.Add(new() { Kind = FaultKind.Down, Target = Name, Start = clock.Now, End = clock.Now, Note = $"{Fault.ByItself} with {process.ExitCode}" });
        }

        Disturb(clock.Now);
    }
}
