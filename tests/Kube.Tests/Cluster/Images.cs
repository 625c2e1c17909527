using k8s;

namespace Sandboxes.Kube.Tests.Cluster;

/// <summary>The images of the test cluster.</summary>
internal static class Images
{
    private const int MostLooks = 15;

    public static string Agent { get; } = Environment.GetEnvironmentVariable("SANDBOXES_AGENT_IMAGE") ?? "localhost/sandboxes:agent";

    /// <summary>Skips a test where the nodes do not have them, because a pod would wait for ever. Nodes tell of new ones some seconds later.</summary>
    public static async Task Need(IKubernetes client)
    {
        for (var look = 1; look <= MostLooks; look++)
        {
            var nodes = await client.CoreV1.ListNodeAsync();
            if (nodes.Items.All(node => new[] { Agent, Sandbox }.All(image => node.Status.Images?.Any(has => has.Names?.Contains(image) is true) is true)))
            {
                return;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        }

        Assert.Skip($"the nodes do not have the images {Agent} and {Sandbox}; make kube-run makes them");
    }

    /// <summary>Has Python.</summary>
    public static string Sandbox { get; } = Environment.GetEnvironmentVariable("SANDBOXES_SANDBOX_IMAGE") ?? "localhost/sandboxes:sandbox";
}
