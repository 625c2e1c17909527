using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>What one sandbox of a template may use.</summary>
internal sealed class TemplateLimitsBody
{
    private const long LeastMemory = 16L << 20;
    private const long LeastWorkspace = 1L << 20;
    private const long MostBytes = 4L << 40;
    private const double LeastCpus = 0.01;
    private const double MostCpus = 512;
    private const int MostProcesses = 32_768;

    private static readonly SandboxLimits Defaults = new();

    public static Shape<TemplateLimitsBody> Shape { get; } = new(
        Fields.Integer<TemplateLimitsBody>("memoryBytes", LeastMemory, MostBytes, (body, value) => body.MemoryBytes = value, "Memory. Default: 536870912."),
        Fields.Number<TemplateLimitsBody>("cpus", LeastCpus, MostCpus, (body, value) => body.Cpus = value, "A share of processors, in the long run. Default: 0.5."),
        Fields.Integer<TemplateLimitsBody>("processes", 1, MostProcesses, (body, value) => body.Processes = (int)value, "Processes and threads at once. Default: 64."),
        Fields.Integer<TemplateLimitsBody>("workspaceBytes", LeastWorkspace, MostBytes, (body, value) => body.WorkspaceBytes = value, "Size of the workspace, whose pages count as memory. Default: 134217728."));

    public long MemoryBytes { get; private set; } = Defaults.MemoryBytes;

    public double Cpus { get; private set; } = Defaults.Cpus;

    public int Processes { get; private set; } = Defaults.Processes;

    public long WorkspaceBytes { get; private set; } = Defaults.WorkspaceBytes;

    public SandboxLimits ToLimits() => new() { MemoryBytes = MemoryBytes, Cpus = Cpus, Processes = Processes, WorkspaceBytes = WorkspaceBytes };
}
