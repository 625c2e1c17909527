using k8s;
using k8s.Authentication;

namespace Sandboxes.Silo.Runtimes.Kubernetes;

/// <summary>The accounts under which we speak with the API server: one for pods, one that makes what stands around them.</summary>
internal static class ClusterAccess
{
    /// <summary>The manager's. By its kubeconfig, else by the service account of the pod that this process runs in.</summary>
    /// <exception cref="k8s.Exceptions.KubeConfigException">There is neither.</exception>
    public static KubernetesClientConfiguration Manager(KubernetesOptions options) =>
        options.Kubeconfig is { } file ? KubernetesClientConfiguration.BuildConfigFromConfigFile(file) : KubernetesClientConfiguration.InClusterConfig();

    /// <summary>The provisioner's own where it has one, else the manager's.</summary>
    /// <exception cref="k8s.Exceptions.KubeConfigException">There is none.</exception>
    public static KubernetesClientConfiguration Provisioner(KubernetesOptions options)
    {
        if (options.Namespaces.ProvisionerKubeconfig is { } file)
        {
            return KubernetesClientConfiguration.BuildConfigFromConfigFile(file);
        }

        var configuration = Manager(options);
        if (options.Namespaces.ProvisionerTokenFile is { } token)
        {
            configuration.TokenProvider = new TokenFileAuth(token);
            (configuration.ClientCertificateData, configuration.ClientCertificateKeyData) = (null, null);
            (configuration.ClientCertificateFilePath, configuration.ClientKeyFilePath) = (null, null);
        }

        return configuration;
    }
}
