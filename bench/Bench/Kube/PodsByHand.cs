using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>How many pods the nodes make in a second when they are all asked for at once.</summary>
internal static class PodsByHand
{
    public static double PerSecond(KubeUnderTest cluster, int count)
    {
        var image = IdlePod.Image(cluster);
        var pods = Enumerable.Range(0, count).Select(i => IdlePod.ByHand(cluster, $"by-hand-{Environment.ProcessId}-{i}", ["python3", "-c", "import time; time.sleep(600)"], image));
        var list = $$"""{"apiVersion":"v1","kind":"List","items":[{{string.Join(',', pods)}}]}""";
        var space = IdlePod.Namespace(cluster);
        try
        {
            var started = Stopwatch.GetTimestamp();
            cluster.Kubectl(list, "create", "-f", "-");
            cluster.Kubectl(null, "wait", "--for=condition=Ready", "pod", "--selector=bench=by-hand", "--namespace", space, "--timeout=300s");
            return count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
        finally
        {
            cluster.Kubectl(null, "delete", "pod", "--selector=bench=by-hand", "--namespace", space, "--force", "--grace-period=0");
        }
    }
}
