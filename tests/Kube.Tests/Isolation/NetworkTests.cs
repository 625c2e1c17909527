using System.Diagnostics;
using System.Net;

namespace Sandboxes.Kube.Tests.Isolation;

/// <summary>What code in a sandbox reaches by the network, which is nothing, and who reaches it. Each time somebody whom no policy holds reaches the same, so that the looking is known to see.</summary>
[Trait("Pace", "slow")]
public sealed class NetworkTests(Neighbourhood around)
{
    private static readonly Target ApiServer = new("API server by its service's address", "tcp", "10.96.0.1", 443);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sandboxes_LookForPods_NoneAnswers()
    {
        await around.Ready();
        Target[] targets = [.. around.Agents("red1", "red2", "blue1", "blue2"), .. Programs("silo", "impostor", "far")];
        foreach (var (sandbox, itself) in (IEnumerable<(string, string)>)[("red1", "agent of red1"), ("blue2", "agent of blue2")])
        {
            Assert.Equal([itself], await around.Reachable(sandbox, targets, Cancellation));
        }

        Assert.Equal(Programs("silo", "impostor", "far").Select(target => target.What), await around.Reachable("stranger", targets, Cancellation));
    }

    [Fact]
    public async Task Agents_SomebodyElseThanASiloConnects_NoneAnswers()
    {
        await around.Ready();
        Target[] agents = [.. around.Agents("red1", "red2", "blue1", "blue2")];
        Assert.Equal(agents.Select(agent => agent.What), await around.Reachable("silo", agents, Cancellation));
        foreach (var other in (string[])["stranger", "impostor", "far"])
        {
            Assert.Empty(await around.Reachable(other, agents, Cancellation));
        }
    }

    [Fact]
    public async Task Silo_ConnectsToAnotherPort_IsNotAnswered()
    {
        await around.Ready();
        const int port = 7_999;
        await around.Python(
            "red1",
            $"""
             import os, socket
             s = socket.socket(); s.bind(("0.0.0.0", {port})); s.listen(8)
             if os.fork() == 0:
                 os.setsid(); n = os.open("/dev/null", os.O_RDWR); [os.dup2(n, i) for i in range(3)]
                 while True: s.accept()[0].close()
             """,
            Cancellation);
        Target[] targets = [new("server of the user", "tcp", around.Address("red1"), port), .. around.Agents("red1")];
        Assert.Equal(["server of the user", "agent of red1"], await around.Reachable("red1", targets, Cancellation));
        Assert.Equal(["agent of red1"], await around.Reachable("silo", targets, Cancellation));
    }

    [Fact]
    public async Task Sandboxes_LookForTheirNodeAndTheApiServer_NothingAnswers()
    {
        await around.Ready();
        const int port = 7_901;
        string[] gateways = [.. Gateways()];
        Assert.SkipUnless(gateways.All(IsOurs), "this machine is not the nodes of the cluster");
        using var first = new HostListener(IPAddress.Parse(gateways[0]), port);
        using var second = new HostListener(IPAddress.Parse(gateways[1]), port);
        Target[] targets =
        [
            ApiServer,
            new("API server by its own address", "tcp", gateways[0], 6_443),
            .. gateways.SelectMany(gateway => (Target[])[new($"{gateway} by TCP", "tcp", gateway, port), new($"{gateway} by UDP", "udp", gateway, port)]),
        ];
        Assert.Empty(await around.Reachable("red1", targets, Cancellation));
        Assert.Empty(await around.Reachable("red2", targets, Cancellation));
        Assert.Equal(targets.Select(target => target.What), await around.Reachable("stranger", targets, Cancellation));
    }

    [Fact]
    public async Task Sandbox_LooksForACloudsMetadata_NothingAnswers()
    {
        await around.Ready();
        Assert.SkipUnless(Environment.IsPrivilegedProcess && IsOurs(Gateways().First()), "only root of the node's machine can play a metadata service");
        const string metadata = "169.254.169.254";
        await using var address = await HostAddress.Add($"{metadata}/32", "pods1", Cancellation);
        using var service = new HostListener(IPAddress.Parse(metadata), 80);
        Target[] targets = [new("metadata", "tcp", metadata, 80)];
        Assert.Empty(await around.Reachable("red1", targets, Cancellation));
        Assert.Equal(["metadata"], await around.Reachable("stranger", targets, Cancellation));
    }

    [Fact]
    public async Task Sandbox_LooksUpNames_LearnsAtOnceThatThereAreNone()
    {
        await around.Ready();
        Assert.SkipUnless(IsOurs(Gateways().First()), "this machine is not the nodes of the cluster");
        var began = Stopwatch.GetTimestamp();
        var answer = await around.Python(
            "red1",
            """
            import socket
            for name in "kubernetes.default.svc", "example.org":
                try:
                    print(socket.getaddrinfo(name, 443))
                except OSError as failure:
                    print("no", failure)
            print(open("/etc/resolv.conf").read())
            """,
            Cancellation);
        var took = Stopwatch.GetElapsedTime(began);
        Assert.Equal(2, answer.Split('\n').Count(line => line.StartsWith("no ", StringComparison.Ordinal)));
        Assert.DoesNotContain("10.", answer, StringComparison.Ordinal);
        Assert.True(took < TimeSpan.FromSeconds(5), $"a lookup that is in vain took {took}");

        using var resolver = new HostListener(IPAddress.Parse(Gateways().First()), 53);
        Target[] targets = [new("resolver", "udp", Gateways().First(), 53)];
        Assert.Empty(await around.Reachable("red1", targets, Cancellation));
        Assert.Equal(["resolver"], await around.Reachable("stranger", targets, Cancellation));
    }

    [Fact]
    public async Task Sandbox_UsesIPv6_NobodyAnswers()
    {
        await around.Ready();
        var own = await around.Python("red1", "print(''.join(line for line in open('/proc/net/if_inet6') if not line.endswith('lo\\n')) if __import__('os').path.exists('/proc/net/if_inet6') else '')", Cancellation);
        var neighbours = await around.Python("blue1", "print(open('/proc/net/if_inet6').read() if __import__('os').path.exists('/proc/net/if_inet6') else '')", Cancellation);
        Target[] targets =
        [
            .. neighbours.Split('\n').Where(line => line.EndsWith("eth0", StringComparison.Ordinal)).Select(line => new Target("neighbour", "tcp", LinkLocal(line), around.Bed.Options.AgentPort)),
            new("all nodes", "udp", "ff02::1%eth0", 53),
        ];
        Assert.Empty(await around.Reachable("red1", targets, Cancellation));
        Assert.DoesNotContain(own.Split('\n'), line => line.Length > 0 && !line.StartsWith("fe80", StringComparison.Ordinal));
    }

    private IEnumerable<Target> Programs(params string[] pods) => pods.SelectMany(pod =>
        (Target[])[new($"{pod} by TCP", "tcp", around.Address(pod), Neighbourhood.FreePort), new($"{pod} by UDP", "udp", around.Address(pod), Neighbourhood.FreePort)]);

    private IEnumerable<string> Gateways() => ((string[])["red1", "red2"]).Select(pod => string.Join('.', [.. around.Address(pod).Split('.')[..3], "1"]));

    private static bool IsOurs(string address) =>
        System.Net.NetworkInformation.NetworkInterface.GetAllNetworkInterfaces().Any(network => network.GetIPProperties().UnicastAddresses.Any(own => own.Address.ToString() == address));

    private static string LinkLocal(string line) => string.Join(':', Enumerable.Range(0, 8).Select(part => line.Substring(4 * part, 4))) + "%eth0";
}
