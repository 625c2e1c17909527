using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

internal sealed partial class ExecutionTable
{
    public int Known => _all.Count + _forgotten.Count;

    /// <summary>Whoever runs is told why it ends; their processes are killed by whoever asks.</summary>
    public void StopAll() => _all.ForEach(execution => execution.Stop(ExecutionVerdict.SandboxLost));

    /// <summary>Ends those that no process ended.</summary>
    public void EndAll()
    {
        foreach (var execution in Running)
        {
            execution.End(new() { Verdict = ExecutionVerdict.SandboxLost });
        }
    }

    /// <summary>Nothing of the executions is known any more, their ids neither. Nobody may still read them.</summary>
    public void Clear()
    {
        _all.ForEach(execution => execution.Dispose());
        _all.Clear();
        _forgotten.Clear();
        _forgottenOrder.Clear();
        (_started, _nextCpuCheck) = (0, TimeSpan.MaxValue);
    }
}
