using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Limits of one execution.</summary>
internal sealed class LimitsBody
{
    private const long MaxBytes = 1L << 40;
    private const int MaxProcesses = 32_768;

    public static Shape<LimitsBody> Shape { get; } = new(
        Fields.Integer<LimitsBody>("cpuMs", 1, ExecutionBody.MaxTimeoutMs, (body, value) => body.CpuMs = (int)value, "Processor time."),
        Fields.Integer<LimitsBody>("memoryBytes", 1 << 20, MaxBytes, (body, value) => body.MemoryBytes = value, "Memory."),
        Fields.Integer<LimitsBody>("processes", 1, MaxProcesses, (body, value) => body.Processes = (int)value, "Processes and threads at once."),
        Fields.Integer<LimitsBody>("outputBytes", 0, ExecutionLimits.MaxOutputBytes, (body, value) => body.OutputBytes = value, "Output that is kept. Default: 1048576."),
        Fields.Integer<LimitsBody>("fileBytes", 0, MaxBytes, (body, value) => body.FileBytes = value, "The largest file."));

    public int? CpuMs { get; private set; }

    public long? MemoryBytes { get; private set; }

    public int? Processes { get; private set; }

    public long? OutputBytes { get; private set; }

    public long? FileBytes { get; private set; }

    public ExecutionLimits ToLimits() => new(CpuMs, MemoryBytes, Processes, OutputBytes, FileBytes);
}
