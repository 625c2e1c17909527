using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local.Outliving;

/// <summary>The contract, kept by sandboxes that would outlive their manager.</summary>
public sealed class OutlivingRuntimeContract(OutlivingFixture fixture) : SandboxRuntimeContract, IClassFixture<OutlivingFixture>
{
    protected override ISandboxRuntime Runtime => fixture.Runtime;

    protected override string Node => "local";

    protected override TemplateSpec Template => LocalRuntimeFixture.Python;
}
