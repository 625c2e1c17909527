using System.Diagnostics;
using k8s;
using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Kube.Tests.Runtime;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Kube.Tests.Organizations;

public sealed class SmallRuntimeFixture() : RuntimeFixture("exec", ("Kubernetes:Namespaces:Pods", "3"));

/// <summary>What the runtime tells of the namespace that its pods stand in.</summary>
[Trait("Pace", "slow")]
public sealed class RuntimeTests(SmallRuntimeFixture fixture) : IClassFixture<SmallRuntimeFixture>
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sandboxes_BeyondTheQuota_AreRefusedAsThat()
    {
        KubeCluster.Need();
        List<SandboxId> made = [];
        var refused = await Assert.ThrowsAsync<SandboxRuntimeException>(async () =>
        {
            for (var more = 0; more < 10; more++)
            {
                made.Add(await Create());
            }
        });
        Assert.Equal(EndReason.Quota, refused.Reason);
        Assert.Contains("pods=3", refused.Message, StringComparison.Ordinal);

        // Not exactly three: the server's admission sees a quota that was just made a moment after the API shows it, and lets through what comes before.
        Assert.NotEmpty(made);
        foreach (var sandbox in made)
        {
            await fixture.Runtime.Remove(sandbox, Cancellation);
        }
    }

    [Fact]
    public async Task Namespace_DeletedUnderTheRuntime_MakesNoSandboxUntilItStandsAgain()
    {
        KubeCluster.Need();
        await Ready();
        await fixture.Administrator.CoreV1.DeleteNamespaceAsync(fixture.Namespace, new V1DeleteOptions(), cancellationToken: Cancellation);
        var refused = await Assert.ThrowsAsync<SandboxRuntimeException>(Create);
        Assert.Equal(EndReason.StartFailed, refused.Reason);

        var began = Stopwatch.GetTimestamp();
        await fixture.Runtime.Remove(await Ready(), Cancellation);
        TestContext.Current.TestOutputHelper?.WriteLine($"a sandbox was made again {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s later");
        var policies = await fixture.Administrator.NetworkingV1.ListNamespacedNetworkPolicyAsync(fixture.Namespace, cancellationToken: Cancellation);
        Assert.Equal([NetworkPolicies.DenyName], policies.Items.Select(policy => policy.Metadata.Name));
    }

    private async Task<SandboxId> Create()
    {
        var id = SandboxUnderTest.NewId(fixture.Node);
        await fixture.Runtime.Create(id, RuntimeFixture.Python, Cancellation);
        return id;
    }

    /// <summary>As a pool does: what was refused is tried again under another name.</summary>
    private async Task<SandboxId> Ready()
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                return await Create();
            }
            catch (SandboxRuntimeException) when (Stopwatch.GetElapsedTime(began) < Longest)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation);
            }
        }
    }
}
