using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SandboxGrain
{
    [LoggerMessage(201, LogLevel.Warning, "No channel to sandbox {Sandbox}: {Detail}")]
    private partial void LogNoChannel(SandboxId sandbox, string detail);
}
