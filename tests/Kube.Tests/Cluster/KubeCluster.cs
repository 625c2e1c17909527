using k8s;
using Sandboxes.Testing;

namespace Sandboxes.Kube.Tests.Cluster;

/// <summary>The Kubernetes cluster that these tests use: that of KUBECONFIG, else that of the kit beside the checkout. Where none answers they are skipped.</summary>
internal static class KubeCluster
{
    private const int AnswerSeconds = 20;

    private static readonly Lazy<bool> Answers = new(DoesAnswer);

    public static string? Kubeconfig { get; } = new[]
    {
        Environment.GetEnvironmentVariable("KUBECONFIG"),
        KubeKit.Kubeconfig,
    }.FirstOrDefault(File.Exists);

    /// <summary>Skips a test where there is no cluster.</summary>
    public static void Need() => Assert.SkipUnless(Answers.Value, "no Kubernetes cluster answers; make kube-up starts one");

    /// <summary>Under the administrator's account.</summary>
    public static Kubernetes Administrator(params DelegatingHandler[] handlers) => new(Configuration(), handlers);

    public static KubernetesClientConfiguration Configuration() => KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig);

    private static bool DoesAnswer()
    {
        if (Kubeconfig is null)
        {
            return false;
        }

        try
        {
            using var client = Administrator();
            client.HttpClient.Timeout = TimeSpan.FromSeconds(AnswerSeconds);
            return client.Version.GetCode() is not null;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
