namespace Sandboxes.Kube.Tests.Cluster;

/// <summary>The images of the test cluster.</summary>
internal static class Images
{
    public static string Agent { get; } = Environment.GetEnvironmentVariable("SANDBOXES_AGENT_IMAGE") ?? "localhost/sandboxes:agent";

    /// <summary>Has Python.</summary>
    public static string Sandbox { get; } = Environment.GetEnvironmentVariable("SANDBOXES_SANDBOX_IMAGE") ?? "localhost/sandboxes:sandbox";
}
