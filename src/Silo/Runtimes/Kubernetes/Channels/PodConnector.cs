using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using k8s;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;
using Sandboxes.Silo.Runtimes.Kubernetes.Watching;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Channels;

/// <summary>Makes a stream to the agent of a pod that runs, as the settings say.</summary>
internal sealed class PodConnector(IKubernetes client, KubernetesOptions options)
{
    private static readonly string[] Bridge = [PodVolumes.Agent + "/sandbox-agent", "bridge"];

    /// <exception cref="IOException">Nobody answers (yet).</exception>
    public ValueTask<Stream> Connect(PodView pod, CancellationToken cancellation) => options.Channel is PodChannel.Tcp ? Dial(pod.RunningAt!, cancellation) : Exec(pod, cancellation);

    private async ValueTask<Stream> Dial(string address, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), options.AgentPort, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException refused)
        {
            socket.Dispose();
            throw new IOException(refused.Message, refused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<Stream> Exec(PodView pod, CancellationToken cancellation)
    {
        try
        {
            return new ExecStream(await client.WebSocketNamespacedPodExecAsync(pod.Name, pod.Namespace, Bridge, PodContainers.Sandbox, stderr: false, stdin: true, stdout: true, tty: false, cancellationToken: cancellation));
        }
        catch (Exception refused) when (!cancellation.IsCancellationRequested && (refused is WebSocketException || ApiFaults.Is(refused)))
        {
            throw new IOException(ApiFaults.Sentence(refused), refused);
        }
    }
}
