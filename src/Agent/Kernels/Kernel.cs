using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

internal enum KernelState { Down, Starting, Ready, Busy }

/// <summary>What every kernel of a sandbox needs, and whether it keeps the code that its first start compiled.</summary>
internal sealed record KernelSurroundings(
    EventLoop Loop, Spawner Spawner, Strays Strays, ProcessList Processes, ProcessEnvironment Environment, int Workspace, bool KeepsCode);

/// <summary>
/// A warm interpreter and the cells that wait for it. One cell runs at a time. A kernel that dies, or that says what its driver
/// never would, is started again in the background.
/// </summary>
internal sealed partial class Kernel : IReadiness, IOutputSink, IProcessOwner, ITimed
{
    /// <summary>Cells that may wait behind the one that runs.</summary>
    public const int MostWaiting = 16;

    private const string MarkerName = "SANDBOX_KERNEL";
    private const int SigKill = 9;
    private const int FileSizeLimit = 1;
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly KernelSurroundings _around;
    private readonly Driver _driver;
    private readonly LinkedList<CellExecution> _waiting = new();
    private CellExecution? _cell;
    private OutputPipe? _stdout;
    private OutputPipe? _stderr;
    private int _socket = -1;
    private int _failures;

    public Kernel(KernelSurroundings around, string language, Driver driver)
    {
        (_around, Language, _driver) = (around, language, driver);
    }

    public string Language { get; }

    public KernelState State { get; private set; }

    public int Root { get; private set; } = -1;

    public string Marker => MarkerName + "=" + Language;

    public bool MayHaveOthers => _cell is not null;

    public bool Full => _waiting.Count >= MostWaiting;

    /// <summary>Why it does not start; null while it may yet.</summary>
    public string? Failure { get; private set; }

    public TimeSpan Next { get; private set; } = TimeSpan.MaxValue;

    public void Start()
    {
        _starts++;
        var failure = StandardPipes.Make(withInput: false, out var pipes);
        var theirs = -1;
        failure = failure < 0 ? failure : Sys.SocketPair(out _socket, out theirs);
        var path = CommandPath.Find(_driver.Interpreter, null);
        if (failure >= 0)
        {
            failure = path is null ? Errno.NotFound : Spawn(path, [.. pipes.Theirs, theirs]);
            Sys.Close(theirs);
        }

        pipes.CloseTheirs();
        if (failure < 0)
        {
            pipes.CloseOurs();
            StartFailed($"{Language}: {_driver.Interpreter} cannot be started (errno {-failure})");
            return;
        }

        Root = failure;
        Attend(pipes);
    }

    public void Enqueue(CellExecution cell)
    {
        _waiting.AddLast(cell);
        RunNext();
    }

    public void Withdraw(CellExecution cell) => _waiting.Remove(cell);

    public void AddEnvironment(IReadOnlyDictionary<string, string> lease)
    {
        if (Root < 0 || lease.Count == 0)
        {
            return;
        }

        var text = new WireWriter();
        foreach (var (name, value) in lease)
        {
            text.Raw(System.Text.Encoding.UTF8.GetBytes(name + "=" + value + "\0"));
        }

        Send(DriverMessage.Env, text.Written, default);
    }

    public void Signal(int signal)
    {
        if (Root > 0)
        {
            Sys.Kill(-Root, signal);
        }
    }

    public void Kill()
    {
        if (Root > 0)
        {
            Sys.Kill(-Root, SigKill);
            Sys.Kill(Root, SigKill);
        }
    }

    public TimeSpan ProcessorTimeBesidesRoot() => _around.Strays.ProcessorTimeBesidesRoot(this);

    public long PeakMemoryBytes() => _around.Processes.PeakMemoryBytes(Root);

    public void Output(EventKind kind, ReadOnlySpan<byte> bytes) => _cell?.Output(kind, bytes);

    public void Ready(int descriptor, uint events)
    {
        if ((events & EpollEvent.Out) != 0)
        {
            Flush();
        }

        var count = descriptor == _socket ? Sys.Read(_socket, _fromDriver.Room()) : 0;
        if (count > 0)
        {
            _fromDriver.Received(count);
            TakeFrames();
        }
        else if (count != Errno.TryAgain && descriptor == _socket)
        {
            Kill();
            CloseSocket();
        }
    }

    /// <summary>Its process has ended.</summary>
    public void Exited(ExitStatus status, in ResourceUsage usage)
    {
        var wasStarting = State == KernelState.Starting;
        var cell = _cell;
        _cell = null;
        _around.Strays.Kill();
        _stdout?.Drain(cell);
        _stderr?.Drain(cell);
        CloseAll();
        if (cell is not null)
        {
            cell.Warn("The kernel was restarted, its variables are gone."u8);
            cell.Died(status, usage);
        }

        if (!_halted)
        {
            Restart(wasStarting, status);
        }
    }

    public void Expire(TimeSpan now)
    {
        Next = TimeSpan.MaxValue;
        if (State == KernelState.Starting)
        {
            Kill();
            return;
        }

        Start();
    }

    private int Spawn(string path, int[] descriptors) => _around.Spawner.Spawn(new()
    {
        Path = path,
        Arguments = CommandLine(),
        Environment = ProcessEnvironment.Lines(_around.Environment.With(null, MarkerName, Language)),
        WorkingDirectory = _around.Workspace,
        Descriptors = descriptors,
    });

    private void Attend(StandardPipes pipes)
    {
        _stdout = new(_around.Loop, pipes.Output, EventKind.Stdout, this);
        _stderr = new(_around.Loop, pipes.Error, EventKind.Stderr, this);
        Sys.SetNonBlocking(_socket);
        _around.Loop.Add(_socket, EpollEvent.In, this);
        _fromDriver = new();
        State = KernelState.Starting;
        SendCode();
        Next = _around.Loop.Now + StartDeadline;
    }

    private bool BecomeReady()
    {
        State = KernelState.Ready;
        Next = TimeSpan.MaxValue;
        _failures = 0;
        Failure = null;
        RunNext();
        return true;
    }

    private void RunNext()
    {
        if (State != KernelState.Ready || _waiting.First is not { } first)
        {
            return;
        }

        _waiting.RemoveFirst();
        _cell = first.Value;
        State = KernelState.Busy;
        var head = new WireWriter();
        head.Bytes(_cell.Context);
        LimitFiles(_cell, _cell.FileBytes);
        Send(DriverMessage.Run, head.Written, _cell.Begin());
    }

    private unsafe void LimitFiles(CellExecution cell, long bytes)
    {
        if (cell.FileBytes >= 0)
        {
            var limit = stackalloc long[2] { bytes, -1 };
            Sys.Call(302, Root, FileSizeLimit, (nint)limit);
        }
    }

    private void CloseSocket()
    {
        if (_socket >= 0)
        {
            _around.Loop.Close(_socket);
            _socket = -1;
        }

        _toDriver.Sent(_toDriver.PendingBytes);
        _wantsOut = false;
    }

    private void CloseAll()
    {
        CloseSocket();
        _stdout?.Close();
        _stderr?.Close();
        (Root, State) = (-1, KernelState.Down);
    }

    private void Restart(bool wasStarting, ExitStatus status)
    {
        if (wasStarting && !FallsBackToText())
        {
            StartFailed($"{Language}: {_driver.Interpreter} ended before it was ready (exit code {status.ExitCode}, signal {status.Signal})");
            return;
        }

        Start();
    }

    // Tries again, ever more slowly; the cell that waits first is told, so that nobody waits for ever.
    private void StartFailed(string detail)
    {
        _failures++;
        Failure = detail;
        State = KernelState.Down;
        var backoff = TimeSpan.FromTicks(FirstBackoff.Ticks << Math.Min(_failures, 10));
        Next = _around.Loop.Now + (backoff < LongestBackoff ? backoff : LongestBackoff);
        if (_waiting.First is { } first)
        {
            _waiting.RemoveFirst();
            first.Value.Warn("The kernel cannot be started."u8);
            first.Value.End(new() { Verdict = ExecutionVerdict.NonzeroExit });
        }
    }
}
