using System.Text.Json;
using k8s;
using Sandboxes.Kube.Tests.Cluster;

namespace Sandboxes.Kube.Tests.Isolation;

/// <summary>An address that somebody listens at.</summary>
public sealed record Target(string What, string Protocol, string Address, int Port);

/// <summary>Looks from inside a pod which addresses answer.</summary>
internal static class Probe
{
    /// <summary>Connects, or sends a datagram and waits for another; what is blocked is not answered.</summary>
    private const string Program =
        """
        import concurrent.futures, json, socket
        def answers(target):
            what, protocol, address, port = target
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            with socket.socket(family, socket.SOCK_DGRAM if protocol == "udp" else socket.SOCK_STREAM) as s:
                s.settimeout(2.5)
                try:
                    where = socket.getaddrinfo(address, port, family, s.type)[0][4]
                    s.connect(where)
                    if protocol == "udp":
                        s.send(b"?")
                        s.recv(16)
                    return what
                except OSError:
                    return None
        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            print(json.dumps([what for what in pool.map(answers, TARGETS) if what]))
        """;

    /// <summary>The targets that answer, in their order.</summary>
    public static async Task<string[]> Reachable(IKubernetes client, string space, string pod, IEnumerable<Target> targets, CancellationToken cancellation)
    {
        var list = JsonSerializer.Serialize(targets.Select(target => new object[] { target.What, target.Protocol, target.Address, target.Port }));
        var output = await PodExec.Python(client, space, pod, Program.Replace("TARGETS", list, StringComparison.Ordinal), cancellation);
        return JsonSerializer.Deserialize<string[]>(output)!;
    }
}
