using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Silo.Channels;

/// <summary>The contract's requests as the agent's.</summary>
internal static class Requests
{
    public static ExecuteRequest Execute(LeaseId lease, ExecutionRequest request) => new()
    {
        Lease = lease.Value,
        Language = request.Language,
        Code = request.Code ?? [],
        Context = request.Context,
        Command = request.Command ?? [],
        Stdin = request.Stdin ?? [],
        KeepStdinOpen = request.KeepStdinOpen,
        Env = request.Env,
        Cwd = request.Cwd ?? "",
        TimeoutMs = request.TimeoutMs,
        CpuMs = request.Limits.CpuMs ?? -1,
        MemoryBytes = request.Limits.MemoryBytes ?? -1,
        Processes = request.Limits.Processes ?? -1,
        OutputBytes = request.Limits.OutputBytes ?? ExecutionLimits.DefaultOutputBytes,
        FileBytes = request.Limits.FileBytes ?? -1,
        Id = request.Id,
    };
}
