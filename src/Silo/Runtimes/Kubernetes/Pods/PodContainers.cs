using System.Globalization;
using k8s.Models;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>The two containers of a pod: one that brings the agent, and the sandbox.</summary>
internal static class PodContainers
{
    public const string Sandbox = "sandbox";
    public const string Install = "install";

    /// <summary>Root could read the agent's memory, so a container of root does not start.</summary>
    public static V1Container InstallOf(TemplateSpec template, KubernetesOptions options) => new()
    {
        Name = Install,
        Image = options.AgentImage,
        ImagePullPolicy = "IfNotPresent",
        Command = ["/sandbox-agent", "install", PodVolumes.AgentInstall, PodVolumes.Token],
        VolumeMounts = PodVolumes.OfInstall,
        Resources = PodResources.Of(template.Limits, options.Pod),
        SecurityContext = Security(SandboxUid.Agent),
    };

    /// <summary>The environment of the image stays as it is, ours is empty: what the template sets is for user code, and the agent hears of it by its channel.</summary>
    public static V1Container SandboxOf(SandboxId id, TemplateSpec template, KubernetesOptions options, ReadOnlySpan<byte> startKey) => new()
    {
        Name = Sandbox,
        Image = template.Image ?? options.DefaultImage,
        ImagePullPolicy = "IfNotPresent",
        Command = Command(id, options, startKey),
        WorkingDir = PodVolumes.Workspace,
        TerminationMessagePath = PodVolumes.LastMessage,
        VolumeMounts = PodVolumes.OfSandbox,
        Resources = PodResources.Of(template.Limits, options.Pod),
        SecurityContext = Security(SandboxUid.Of(id.Name, options.Pod)),
    };

    private static List<string> Command(SandboxId id, KubernetesOptions options, ReadOnlySpan<byte> startKey)
    {
        List<string> command =
        [
            PodVolumes.Agent + "/sandbox-agent", "serve-pod",
            "--sandbox", id.Name,
            "--start-key", Convert.ToBase64String(startKey),
            "--workspace", PodVolumes.Workspace,
            "--token", PodVolumes.Token,
        ];
        if (options.Channel is PodChannel.Tcp)
        {
            command.AddRange(["--tcp", options.AgentPort.ToString(CultureInfo.InvariantCulture)]);
        }

        return command;
    }

    private static V1SecurityContext Security(long uid) => new()
    {
        RunAsNonRoot = true,
        RunAsUser = uid,
        RunAsGroup = uid,
        Privileged = false,
        AllowPrivilegeEscalation = false,
        ReadOnlyRootFilesystem = true,
        Capabilities = new() { Drop = ["ALL"] },
        SeccompProfile = new() { Type = "RuntimeDefault" },
    };
}
