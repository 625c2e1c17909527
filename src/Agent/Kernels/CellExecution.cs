using System.Text;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>A cell: code that runs in a kernel and leaves its variables there.</summary>
internal sealed class CellExecution : Execution
{
    private const int SigInt = 2;
    private readonly Kernel _kernel;
    private readonly Counters _counters;
    private Counters.Reading _before;
    private TimeSpan _cpuBefore;
    private CellError? _error;
    private byte[] _code;

    public CellExecution(EventLoop loop, string id, ExecuteRequest request, Kernel kernel, Counters counters) : base(loop, id, request)
    {
        (_kernel, _counters) = (kernel, counters);
        Context = Encoding.UTF8.GetBytes(request.Context);
        _code = request.Code;
        FileBytes = request.FileBytes;
    }

    public byte[] Context { get; }

    public long FileBytes { get; }

    /// <summary>Starts its clocks and gives its code away.</summary>
    public byte[] Begin()
    {
        _before = _counters.Read();
        _cpuBefore = Sys.ProcessorTime(_kernel.Root);
        MarkStarted();
        var code = _code;
        _code = [];
        return code;
    }

    public void Failed(CellError error) => _error = error;

    /// <summary>The driver says that the cell is done.</summary>
    public void Done(bool exception, bool interrupted)
    {
        var verdict = (exception, interrupted) switch
        {
            (_, true) => ExecutionVerdict.Interrupted,
            (true, _) => OfException(),
            _ => ExecutionVerdict.Ok,
        };
        EndWith(new() { Verdict = Stopped ?? verdict, Error = _error });
    }

    /// <summary>The kernel's process ended under the cell.</summary>
    public void Died(ExitStatus status, in ResourceUsage usage)
    {
        var verdict = status.Judge(_before, _counters.Read());
        End(new()
        {
            Verdict = Stopped ?? (verdict == ExecutionVerdict.Ok ? ExecutionVerdict.NonzeroExit : verdict),
            ExitCode = status.ExitCode,
            Signal = status.Signal,
            Error = _error,
            CpuMicroseconds = Math.Max(0, (long)(usage.Processor - _cpuBefore).TotalMicroseconds),
            PeakMemoryBytes = usage.PeakKilobytes * 1024,
        });
    }

    public override void Signal(int signal)
    {
        if (!Started)
        {
            Stop(ExecutionVerdict.Interrupted);
            return;
        }

        if (signal == SigInt)
        {
            Stop(ExecutionVerdict.Interrupted);
            return;
        }

        _kernel.Signal(signal);
    }

    public override void Kill() => _kernel.Kill();

    protected override void StopRunning()
    {
        if (!Started)
        {
            _kernel.Withdraw(this);
            End(new() { Verdict = Stopped!.Value });
            return;
        }

        KillAt = Loop.Now + InterruptGrace;
        _kernel.Signal(SigInt);
    }

    protected override TimeSpan CpuTime() => Sys.ProcessorTime(_kernel.Root) - _cpuBefore + _kernel.ProcessorTimeBesidesRoot();

    private void EndWith(EndedEvent ended) => End(ended with
    {
        CpuMicroseconds = (long)(Sys.ProcessorTime(_kernel.Root) - _cpuBefore).TotalMicroseconds,
        PeakMemoryBytes = _kernel.PeakMemoryBytes(),
    });

    private ExecutionVerdict OfException()
    {
        var after = _counters.Read();
        return after.RefusedForks > _before.RefusedForks ? ExecutionVerdict.ProcessLimit
            : FileBytes >= 0 && _error?.Message.Contains("File too large", StringComparison.OrdinalIgnoreCase) == true ? ExecutionVerdict.FileLimit
            : ExecutionVerdict.Exception;
    }
}
