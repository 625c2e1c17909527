using Sandboxes.Abstractions;
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
    /// <summary>The agent's own process and that of an execution that is being replaced by its program.</summary>
    private const int OwnProcesses = 2;

    private static readonly byte[] Filter = SeccompFilter.Encode(SeccompFilter.Build());

    /// <exception cref="SandboxRuntimeException">It was made from a template or a revision that is not there any more.</exception>
    public static AgentStart Of(PodView pod, TemplateCatalog templates, ClusterKeys keys, KubernetesOptions options)
    {
        var template = templates.All.FirstOrDefault(template => template.Name == pod.Template && template.Revision == pod.Revision)
            ?? throw new SandboxRuntimeException($"The pod {pod.Name} waits to be told what it is, and its template {pod.Template}, revision {pod.Revision}, is not there any more.");
        return new()
        {
            Sandbox = pod.Name,
            Key = keys.For(pod.Name),
            IdleDeadline = TimeSpan.FromSeconds(options.IdleDeadlineSeconds),
            Workspace = PodVolumes.Workspace,
            Kernels = [.. template.Kernels.Select(Kernel)],
            Env = Environment(template),
            // A user of its own: what counts by user counts this sandbox alone.
            ProcessLimit = options.Pod.Uids > 1 || options.Pod.UserNamespaces ? template.Limits.Processes + OwnProcesses : null,
            SystemCallFilter = Filter,
        };
    }

    private static KernelStart Kernel(string language) => new(language, [language == "javascript" ? "node" : "python3"]);

    private static Dictionary<string, string> Environment(TemplateSpec template)
    {
        var env = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = PodVolumes.Workspace,
            ["USER"] = "sandbox",
            ["LANG"] = "C.UTF-8",
        };
        foreach (var (name, value) in template.Env)
        {
            env[name] = value;
        }

        return env;
    }
}
