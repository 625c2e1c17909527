using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Kube.Tests.Runtime;

/// <summary>The contract, kept by real pods, spoken to over TCP.</summary>
public sealed class TcpRuntimeContract(TcpRuntimeFixture fixture) : KubernetesRuntimeContract(fixture), IClassFixture<TcpRuntimeFixture>;

/// <summary>The contract, kept by real pods, spoken to through exec.</summary>
public sealed class ExecRuntimeContract(ExecRuntimeFixture fixture) : KubernetesRuntimeContract(fixture), IClassFixture<ExecRuntimeFixture>;

public abstract class KubernetesRuntimeContract : SandboxRuntimeContract
{
    private readonly RuntimeFixture _fixture;

    protected KubernetesRuntimeContract(RuntimeFixture fixture)
    {
        KubeCluster.Need();
        _fixture = fixture;
    }

    protected override ISandboxRuntime Runtime => _fixture.Runtime;

    protected override string Node => _fixture.Node;

    /// <summary>An agent is told the catalogue's template of its name.</summary>
    protected override TemplateSpec ReusableTemplate => RuntimeFixture.Reusable;

    protected override TemplateSpec Template => RuntimeFixture.Python;

    /// <summary>Pods take seconds, and the kubelet tells of an end when it has time.</summary>
    protected override TimeSpan Patience => TimeSpan.FromMinutes(3);
}
