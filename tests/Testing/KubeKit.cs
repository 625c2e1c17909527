namespace Sandboxes.Testing;

/// <summary>Where the kit beside the checkout keeps its cluster: KUBE_DIR, else a folder of the user's cache, as its own scripts have it.</summary>
public static class KubeKit
{
    public static string Folder { get; } = Environment.GetEnvironmentVariable("KUBE_DIR") is { Length: > 0 } folder ? folder : Path.Combine(Cache, "sandbox-kube");

    public static string Kubeconfig => Path.Combine(Folder, "kubeconfig");

    private static string Cache => Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } folder
        ? folder
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
}
