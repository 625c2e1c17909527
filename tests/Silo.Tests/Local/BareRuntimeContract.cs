using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>The contract, kept without isolation: bare processes of this machine.</summary>
public sealed class BareRuntimeContract(BareRuntimeFixture fixture) : SandboxRuntimeContract, IClassFixture<BareRuntimeFixture>
{
    protected override ISandboxRuntime Runtime => fixture.Runtime;

    protected override string Node => "local";

    /// <summary>Its processes, files and sockets are the machine's.</summary>
    protected override bool CanProve => false;

    protected override TemplateSpec Template => LocalRuntimeFixture.Python;
}

public sealed class BareRuntimeFixture : LocalRuntimeFixture
{
    public BareRuntimeFixture() => Options.Isolation = LocalIsolation.None;
}
