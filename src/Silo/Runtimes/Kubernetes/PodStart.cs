using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;
using Sandboxes.Silo.Keys;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;
using Sandboxes.Silo.Runtimes.Local.Seccomp;

namespace Sandboxes.Silo.Runtimes.Kubernetes;

/// <summary>What an agent in a pod is told at its start. Interpreters are the image's own, wherever its search path has them.</summary>
internal static class PodStart
{
    private static readonly byte[] Filter = SeccompFilter.Encode(SeccompFilter.Build());

    /// <exception cref="SandboxRuntimeException">It was made from a template or a revision that is not there any more.</exception>
    public static AgentStart Of(PodView pod, TemplateCatalog templates, ClusterKeys keys, KubernetesOptions options)
    {
        var template = (pod.Template is { } name ? templates.Find(name, pod.Revision) : null)
            ?? throw new SandboxRuntimeException($"The pod {pod.Name} waits to be told what it is, and its template {pod.Template}, revision {pod.Revision}, is not there any more.");
        return new()
        {
            Sandbox = pod.Name,
            Key = keys.For(pod.Name),
            IdleDeadline = TimeSpan.FromSeconds(options.IdleDeadlineSeconds),
            Workspace = PodVolumes.Workspace,
            Kernels = [.. template.Kernels.Select(Kernel)],
            Env = SandboxEnvironment.Of(template, PodVolumes.Workspace),
            // A user of its own: what counts by user counts this sandbox alone.
            ProcessLimit = options.Pod.Uids > 1 || options.Pod.UserNamespaces ? template.Limits.Processes + SandboxEnvironment.OwnProcesses : null,
            SystemCallFilter = Filter,
            MaxUses = template.MaxUses,
        };
    }

    private static KernelStart Kernel(string language) => new(language, [language == "javascript" ? "node" : "python3"]);
}
