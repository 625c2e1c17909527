using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>The contract, kept by real sandboxes.</summary>
public sealed class LocalRuntimeContract(LocalRuntimeFixture fixture) : SandboxRuntimeContract, IClassFixture<LocalRuntimeFixture>
{
    protected override ISandboxRuntime Runtime => fixture.Runtime;

    protected override string Node => "local";

    protected override TemplateSpec Template => LocalRuntimeFixture.Python;
}
