using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Kube.Tests.Runtime;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Kube.Tests.Isolation;

/// <summary>User code as it really runs, started by the agent of a pod that the runtime made.</summary>
[Trait("Pace", "slow")]
public sealed class RunningCodeTests(TcpRuntimeFixture fixture) : IClassFixture<TcpRuntimeFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Code_OfAUser_HasNoWayAroundItsPod()
    {
        KubeCluster.Need();
        await using var sandbox = await SandboxUnderTest.Start(fixture.Runtime, fixture.Node, RuntimeFixture.Python, Cancellation);
        var lease = await sandbox.Hold(Cancellation);

        Assert.Equal("97 38 1 1\n", await Run(
            """
            import ctypes
            libc = ctypes.CDLL(None, use_errno=True)
            print(*(libc.syscall(*call) < 0 and ctypes.get_errno() for call in ((41, 40, 1, 0), (425, 8, 0), (272, 0x10000000), (250, 0, -3, 0))))
            """));
        Assert.Equal("", await Run("import os; [print(name) for name in os.environ if 'KUBERNETES' in name or 'KEY' in name]"));

        var forks = int.Parse(await Run(
            """
            import os, signal, time
            made = []
            try:
                while len(made) < 1000:
                    child = os.fork()
                    if child == 0: time.sleep(60)
                    made.append(child)
            except OSError: pass
            for child in made: os.kill(child, signal.SIGKILL)
            print(len(made))
            """), System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(forks, 1, RuntimeFixture.Python.Limits.Processes);
        Assert.Equal("still here\n", await Run("print('still here')"));

        async Task<string> Run(string code) => (await sandbox.Run(lease, new() { Command = ["python3", "-c", code] }, Cancellation)).Stdout;
    }
}
