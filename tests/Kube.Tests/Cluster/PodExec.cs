using System.Text;
using k8s;

namespace Sandboxes.Kube.Tests.Cluster;

/// <summary>Runs a program in a pod's container, under the container's own user and limits.</summary>
internal static class PodExec
{
    /// <summary>What it wrote to its output, and its exit status.</summary>
    public static async Task<(string Output, int Status)> Run(IKubernetes client, string space, string pod, IEnumerable<string> command, CancellationToken cancellation)
    {
        var output = "";
        var status = await client.NamespacedPodExecAsync(pod, space, "sandbox", command, false, async (_, stdout, stderr) =>
        {
            using var reader = new StreamReader(stdout, Encoding.UTF8);
            using var errors = new StreamReader(stderr, Encoding.UTF8);
            var texts = await Task.WhenAll(reader.ReadToEndAsync(cancellation), errors.ReadToEndAsync(cancellation));
            output = texts[0] + texts[1];
        }, cancellation);
        return (output, status);
    }

    public static async Task<string> Python(IKubernetes client, string space, string pod, string program, CancellationToken cancellation)
    {
        var (output, status) = await Run(client, space, pod, ["python3", "-c", program], cancellation);
        Assert.True(status == 0, $"{pod} ended its program with status {status}: {output}");
        return output;
    }
}
