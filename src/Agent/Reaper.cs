namespace Sandboxes.Agent;

/// <summary>Takes the ends of processes: of ours to whom they belong, of orphans to nobody.</summary>
internal sealed class Reaper : IReadiness
{
    private const int SigChld = 17;
    private readonly ExecutionTable _executions;
    private readonly IReadOnlyList<Kernel> _kernels;
    private readonly int _signals = Sys.SignalDescriptor(SigChld);

    public Reaper(EventLoop loop, ExecutionTable executions, IReadOnlyList<Kernel> kernels)
    {
        (_executions, _kernels) = (executions, kernels);
        loop.Add(_signals, EpollEvent.In, this);
    }

    public void Ready(int descriptor, uint events)
    {
        Span<byte> information = stackalloc byte[128];
        Sys.Read(_signals, information);
        Reap();
    }

    /// <summary>Takes the ends that there are as soon as there is a new one, or after a time.</summary>
    public void Await(int nanoseconds)
    {
        Sys.AwaitSignal(SigChld, nanoseconds);
        Reap();
    }

    /// <summary>Takes every end that there is now.</summary>
    public void Reap()
    {
        var status = 0;
        var usage = default(ResourceUsage);
        for (var process = Sys.Wait(ref status, ref usage); process > 0; process = Sys.Wait(ref status, ref usage))
        {
            Ended(process, new(status), usage);
        }
    }

    private void Ended(int process, ExitStatus status, in ResourceUsage usage)
    {
        if (_executions.OfProcess(process) is { } execution)
        {
            execution.Exited(status, usage);
            return;
        }

        foreach (var kernel in _kernels)
        {
            if (kernel.Root == process)
            {
                kernel.Exited(status, usage);
                return;
            }
        }
    }
}
