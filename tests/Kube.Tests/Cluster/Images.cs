using k8s.Models;

namespace Sandboxes.Kube.Tests.Cluster;

/// <summary>The images of the test cluster.</summary>
internal static class Images
{
    public static string Agent { get; } = Environment.GetEnvironmentVariable("SANDBOXES_AGENT_IMAGE") ?? "localhost/sandboxes:agent";

    /// <summary>Skips a test where the nodes do not have them: a pod would wait for ever.</summary>
    public static void Need(IEnumerable<V1Node> nodes) => Assert.SkipUnless(
        nodes.All(node => new[] { Agent, Sandbox }.All(image => node.Status.Images?.Any(has => has.Names.Contains(image)) is true)), $"the nodes do not have the images {Agent} and {Sandbox}; make kube-run makes them");

    /// <summary>Has Python.</summary>
    public static string Sandbox { get; } = Environment.GetEnvironmentVariable("SANDBOXES_SANDBOX_IMAGE") ?? "localhost/sandboxes:sandbox";
}
