using Microsoft.Extensions.Logging.Abstractions;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>A running Local runtime with a state folder of its own.</summary>
public class LocalRuntimeFixture : IAsyncLifetime
{
    public LocalRuntime Runtime { get; private set; } = null!;

    public LocalRuntimeOptions Options { get; } = NewOptions();

    public static TemplateSpec Python { get; } = new() { Name = "python", Kernels = ["python"] };

    public static LocalRuntimeOptions NewOptions() => new()
    {
        StateFolder = Path.Combine(Path.GetTempPath(), $"sbx-{Guid.NewGuid():N}"[..16]),
        AgentPath = AgentUnderTest(),
        Capacity = 40,
    };

    public static LocalRuntime NewRuntime(LocalRuntimeOptions options) =>
        new(Microsoft.Extensions.Options.Options.Create(options), TimeProvider.System, NullLogger<LocalRuntime>.Instance);

    public async ValueTask InitializeAsync()
    {
        Runtime = NewRuntime(Options);
        await Runtime.Start(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Runtime.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static string AgentUnderTest()
    {
        const string Built = "artifacts/agent/sandbox-agent";
        var given = Environment.GetEnvironmentVariable("SANDBOX_AGENT");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); given is null && folder is not null; folder = folder.Parent)
        {
            given = File.Exists(Path.Combine(folder.FullName, Built)) ? Path.Combine(folder.FullName, Built) : null;
        }

        return given ?? throw new InvalidOperationException("The agent is not built. Build it: make agent");
    }
}
