namespace Sandboxes.Bench;

/// <summary>What one does without us: a pod of the same image, and code in it as soon as it is ready.</summary>
internal static class KubectlRun
{
    public static Latency Measure(KubeUnderTest cluster, int samples)
    {
        var latency = new Latency();
        var pattern = new IdlePod(cluster);
        for (var i = 0; i < samples; i++)
        {
            var name = $"bench-{Environment.ProcessId}-{i}";
            var manifest = pattern.ByHand(name);
            latency.Time(() => Once(cluster, pattern.Namespace, name, manifest));
            cluster.Kubectl(null, "delete", "pod", name, "--namespace", pattern.Namespace, "--force", "--grace-period=0");
        }

        return latency;
    }

    private static void Once(KubeUnderTest cluster, string space, string name, string manifest)
    {
        cluster.Kubectl(manifest, "create", "-f", "-");
        cluster.Kubectl(null, "wait", "--for=condition=Ready", $"pod/{name}", "--namespace", space, "--timeout=120s");
        var said = cluster.Kubectl(null, "exec", name, "--namespace", space, "--", "python3", "-c", "print(6 * 7)");
        if (said.Trim() != "42")
        {
            throw new BenchException($"kubectl exec said {said}");
        }
    }
}
