using System.Diagnostics;
using System.Net;

namespace Sandboxes.Bench;

/// <summary>The product in a Kubernetes cluster, as <c>make kube-run</c> left it: that writes down where it answers and how the cluster is reached.</summary>
internal sealed class KubeUnderTest
{
    private readonly IPEndPoint _address;
    private readonly string _key;
    private readonly string _kubeconfig;
    private readonly string _kubectl;

    /// <param name="path">Lines of NAME=VALUE: URL (by IP address), KEY, KUBECONFIG; optional KUBECTL, AUDIT_LOG, SYSTEM_NAMESPACE.</param>
    public KubeUnderTest(string path)
    {
        if (!File.Exists(path))
        {
            throw new BenchException($"{path} is not there: make kube-up kube-run first.");
        }

        var facts = File.ReadLines(path).Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim());
        var url = new Uri(facts["URL"]);
        (_address, _key) = (new(IPAddress.Parse(url.Host), url.Port), facts["KEY"]);
        (_kubeconfig, _kubectl) = (facts["KUBECONFIG"], facts.GetValueOrDefault("KUBECTL", "kubectl"));
        AuditLog = facts.GetValueOrDefault("AUDIT_LOG");
        SystemNamespace = facts.GetValueOrDefault("SYSTEM_NAMESPACE", "sandboxes-system");
    }

    /// <summary>Where the API server writes each request; null where that cannot be read.</summary>
    public string? AuditLog { get; }

    /// <summary>Where silos and frontends run, and so the namespace of their service accounts.</summary>
    public string SystemNamespace { get; }

    public SandboxClient Connect() => new(new HttpConnection(_address, _key));

    /// <summary>Until no pod of a released session is left for the nodes to take down: on a small machine that takes the processors that a lease needs.</summary>
    public void UntilQuiet()
    {
        if (!Waiting.Until(() => Kubectl(null, "get", "pods", "--all-namespaces", "--selector=sandboxes.dev/cluster", "--output=jsonpath={.items[*].metadata.deletionTimestamp}").Length == 0, TimeSpan.FromMinutes(2), pauseMs: 500))
        {
            throw new BenchException("Pods that were released were still there after two minutes.");
        }

        Waiting.Pause(1_000);
    }

    /// <summary>What kubectl prints.</summary>
    public string Kubectl(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(_kubectl) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["KUBECONFIG"] = _kubeconfig;
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new BenchException($"kubectl {string.Join(' ', arguments)}: {errors.GetAwaiter().GetResult().Trim()}");
    }
}
