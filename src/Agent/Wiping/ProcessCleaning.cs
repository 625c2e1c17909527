namespace Sandboxes.Agent;

/// <summary>Kills every process but the agent, its bridges and those that are kept, and takes their ends.</summary>
internal sealed class ProcessCleaning(Surroundings around, bool keepOthers, bool keepKernels)
{
    /// <summary>What a fork bomb has left after it is found by the proof.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(400);
    private const int LongestPauseNanoseconds = 500_000;
    private const int SigKill = 9;
    private const int EveryProcess = -1;
    private readonly int _agent = Sys.ProcessId();

    public void KillAll()
    {
        var late = EventLoop.Clock() + Longest;
        for (var isFirst = true; KillRound(isFirst) && EventLoop.Clock() < late; isFirst = false)
        {
            around.Reaper.Await(LongestPauseNanoseconds);
        }
    }

    // False: there is none any more. The first blow meets all at once, before any of them can fork again.
    private bool KillRound(bool isFirst)
    {
        var doomed = around.Processes.Read().Keys.Where(IsDoomed).ToList();
        if (isFirst && doomed.Count > 0 && !keepOthers && !keepKernels && !around.Processes.Read().Keys.Any(around.IsBridge))
        {
            Sys.Kill(EveryProcess, SigKill);
            around.Reaper.Reap();
            return true;
        }

        doomed.ForEach(process => Sys.Kill(process, SigKill));
        return doomed.Count > 0;
    }

    private bool IsDoomed(int process)
    {
        var isKernel = around.Kernels.Any(kernel => kernel.Root == process);
        return process != _agent && !around.IsBridge(process) && (isKernel ? !keepKernels : !keepOthers);
    }
}
