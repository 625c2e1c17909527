using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>How many pods the nodes make in a second when they are all asked for at once.</summary>
internal static class PodsByHand
{
    public static double PerSecond(KubeUnderTest cluster, int count)
    {
        var pattern = new IdlePod(cluster);
        var pods = Enumerable.Range(0, count).Select(i => pattern.ByHand($"by-hand-{Environment.ProcessId}-{i}"));
        var list = $$"""{"apiVersion":"v1","kind":"List","items":[{{string.Join(',', pods)}}]}""";
        try
        {
            var started = Stopwatch.GetTimestamp();
            cluster.Kubectl(list, "create", "-f", "-");
            cluster.Kubectl(null, "wait", "--for=condition=Ready", "pod", "--selector=bench=by-hand", "--namespace", pattern.Namespace, "--timeout=300s");
            return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            cluster.Kubectl(null, "delete", "pod", "--selector=bench=by-hand", "--namespace", pattern.Namespace, "--force", "--grace-period=0");
        }
    }
}
