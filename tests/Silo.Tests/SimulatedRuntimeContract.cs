using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Simulated;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.SiloTests;

/// <summary>The simulated runtime keeps every promise of a real one, on fake time.</summary>
public sealed class SimulatedRuntimeContract : SandboxRuntimeContract, IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly SimulatedRuntime _runtime;

    public SimulatedRuntimeContract() => _runtime = new(Options.Create(new SimulatedRuntimeOptions()), _time);

    protected override ISandboxRuntime Runtime => _runtime;

    protected override string Node => "local";

    protected override TemplateSpec Template { get; } = new() { Name = "python", Kernels = ["python"] };

    protected override ValueTask Elapse(TimeSpan time)
    {
        _time.Advance(time);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _runtime.DisposeAsync();
}
