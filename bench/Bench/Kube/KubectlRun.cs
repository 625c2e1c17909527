namespace Sandboxes.Bench;

/// <summary>What one does without us: a pod of the same image, and code in it as soon as it is ready.</summary>
internal static class KubectlRun
{
    public static Latency Measure(KubeUnderTest cluster, int samples)
    {
        var latency = new Latency();
        var image = IdlePod.Image(cluster);
        for (var i = 0; i < samples; i++)
        {
            var name = $"bench-{Environment.ProcessId}-{i}";
            latency.Time(() => Once(cluster, name, image));
            cluster.Kubectl(null, "delete", "pod", name, "--namespace", IdlePod.Namespace(cluster), "--force", "--grace-period=0");
        }

        return latency;
    }

    private static void Once(KubeUnderTest cluster, string name, string image)
    {
        cluster.Kubectl(IdlePod.ByHand(cluster, name, ["python3", "-c", "import time; time.sleep(600)"], image), "create", "-f", "-");
        cluster.Kubectl(null, "wait", "--for=condition=Ready", $"pod/{name}", "--namespace", IdlePod.Namespace(cluster), "--timeout=120s");
        var said = cluster.Kubectl(null, "exec", name, "--namespace", IdlePod.Namespace(cluster), "--", "python3", "-c", "print(6 * 7)");
        if (said.Trim() != "42")
        {
            throw new BenchException($"kubectl exec said {said}");
        }
    }
}
