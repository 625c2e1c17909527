using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>A command: a process of its own and what it starts.</summary>
internal sealed class ProcessExecution : Execution, IProcessOwner
{
    public const string MarkerName = "SANDBOX_EXECUTION";

    private const int SigKill = 9;
    private readonly Counters _counters;
    private readonly Counters.Reading _before;
    private readonly Strays _strays;
    private OutputPipe? _stdout;
    private OutputPipe? _stderr;
    private InputPipe? _stdin;
    private bool _exited;

    public ProcessExecution(EventLoop loop, string id, ExecuteRequest request, Counters counters, Strays strays) : base(loop, id, request)
    {
        (_counters, _strays) = (counters, strays);
        _before = counters.Read();
    }

    public int Root { get; private set; }

    public string Marker => MarkerName + "=" + Id;

    public bool MayHaveOthers => !_exited;

    /// <summary>Null while the program may be written to.</summary>
    public InputPipe? Stdin => _stdin is { Closed: false } ? _stdin : null;

    /// <summary>0, or the negative error that kept the program from running.</summary>
    public int Start(Spawner spawner, Program program, ExecuteRequest request)
    {
        var failure = StandardPipes.Make(withInput: true, out var pipes);
        if (failure < 0)
        {
            return failure;
        }

        Root = spawner.Spawn(program with { Descriptors = pipes.Theirs });
        pipes.CloseTheirs();
        if (Root < 0)
        {
            pipes.CloseOurs();
            return Root;
        }

        MarkStarted();
        _stdout = new(Loop, pipes.Output, EventKind.Stdout, this);
        _stderr = new(Loop, pipes.Error, EventKind.Stderr, this);
        _stdin = new(Loop, pipes.Input, request.Stdin, request.KeepStdinOpen);
        return 0;
    }

    /// <summary>Its process has ended; what is left of it is killed, and what it wrote is taken.</summary>
    public void Exited(ExitStatus status, in ResourceUsage usage)
    {
        if (Ended)
        {
            return;
        }

        var after = _counters.Read();
        _exited = true;
        _strays.Kill();
        _stdout?.Drain();
        _stderr?.Drain();
        ClosePipes();
        End(new()
        {
            Verdict = Stopped ?? status.Judge(_before, after),
            ExitCode = status.ExitCode,
            Signal = status.Signal,
            CpuMicroseconds = (long)usage.Processor.TotalMicroseconds,
            PeakMemoryBytes = usage.PeakKilobytes * 1024,
        });
    }

    public override void Signal(int signal) => _strays.Signal(this, signal);

    public override void Kill()
    {
        Sys.Kill(-Root, SigKill);
        _strays.Signal(this, SigKill);
    }

    protected override void StopRunning() => Kill();

    protected override TimeSpan CpuTime() => Sys.ProcessorTime(Root) + _strays.ProcessorTimeBesidesRoot(this);

    private void ClosePipes()
    {
        _stdout?.Close();
        _stderr?.Close();
        _stdin?.Close();
    }
}
