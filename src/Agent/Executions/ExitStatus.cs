using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>How a process ended, as wait4 says it.</summary>
internal readonly record struct ExitStatus(int Status)
{
    private const int SigKill = 9;
    private const int SigXcpu = 24;
    private const int SigXfsz = 25;

    public int Signal => Status & 0x7f;

    public int ExitCode => Signal == 0 ? (Status >> 8) & 0xff : -1;

    /// <summary>The verdict on a program that was not stopped by us, from its status and what the counters did meanwhile.</summary>
    public ExecutionVerdict Judge(Counters.Reading before, Counters.Reading after) => this switch
    {
        { ExitCode: 0 } => ExecutionVerdict.Ok,
        _ when after.OomKills > before.OomKills && (Signal == SigKill || ExitCode > 0) => ExecutionVerdict.MemoryLimit,
        { Signal: SigXcpu } => ExecutionVerdict.CpuLimit,
        { Signal: SigXfsz } => ExecutionVerdict.FileLimit,
        _ when after.RefusedForks > before.RefusedForks => ExecutionVerdict.ProcessLimit,
        { Signal: > 0 } => ExecutionVerdict.Signal,
        _ => ExecutionVerdict.NonzeroExit,
    };
}
