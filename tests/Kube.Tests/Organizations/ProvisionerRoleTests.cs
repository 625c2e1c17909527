using System.Net;
using k8s;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo.Hosting;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Kube.Tests.Organizations;

/// <summary>The program as ROLE=provisioner.</summary>
[Trait("Pace", "slow")]
public sealed class ProvisionerRoleTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_AsProvisioner_MakesTheNamespacesOfItsOrganizationsAndIsReadyThen()
    {
        await using var bed = new Bed();
        await using var app = Composition.Build(
        [
            "--ROLE=provisioner", "--PORT=0", $"--Kubernetes:Kubeconfig={KubeCluster.Kubeconfig}", $"--Kubernetes:NamespacePrefix={bed.Options.NamespacePrefix}", "--Kubernetes:Namespaces:SiloNetworks:0=192.0.2.0/24",
        ]);
        await app.StartAsync(Cancellation);
        using var client = new HttpClient { BaseAddress = new(app.Urls.Single()) };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/livez", Cancellation)).StatusCode);
        HttpResponseMessage answer;
        while ((answer = await client.GetAsync("/readyz", Cancellation)).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
        }

        answer.Dispose();
        var policies = await bed.Administrator.NetworkingV1.ListNamespacedNetworkPolicyAsync(bed.Space("default"), cancellationToken: Cancellation);
        Assert.Equal([NetworkPolicies.DenyName, NetworkPolicies.AgentsName], policies.Items.Select(policy => policy.Metadata.Name));
        await app.StopAsync(Cancellation);
    }
}
