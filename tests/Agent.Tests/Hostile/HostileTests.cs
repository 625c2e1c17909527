using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests.Hostile;

/// <summary>Programs that aim at the agent; each time the agent is asked afterwards.</summary>
public class HostileTests
{
    [Theory]
    [InlineData("kill -9 -1", "the kernel spares process 1")]
    [InlineData("kill -9 1; kill -KILL 1", "process 1 has no handler for it")]
    [InlineData("kill -STOP 1; kill -TSTP 1", "process 1 has no handler for it")]
    [InlineData("for s in SEGV FPE BUS ILL TRAP ABRT SYS; do kill -$s 1; done", "the filter of fault signals")]
    [InlineData("for s in $(seq 1 64); do kill -$s 1; done", "the mask and the filter")]
    [InlineData("for i in 1 2 3 4 5 6 7 8; do for s in 34 35 36; do kill -$s 1; done; done", "the filter of the activation signal")]
    public async Task Signals_ToTheAgent_AreDropped(string script, string containedBy)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        await agent.Shell(script);

        Assert.True(await Works(agent), containedBy);
    }

    [Theory]
    [InlineData("cat /proc/1/environ", "not dumpable")]
    [InlineData("head -c 1 /proc/1/mem", "not dumpable")]
    [InlineData("cat /proc/1/maps", "not dumpable")]
    [InlineData("ls /proc/1/fd/", "not dumpable")]
    [InlineData("cat /proc/1/fd/3", "not dumpable")]
    [InlineData("python3 -c \"import ctypes; raise SystemExit(0 if ctypes.CDLL(None).ptrace(16, 1, 0, 0) == 0 else 1)\"", "not dumpable")]
    [InlineData("python3 -c \"import os; os.pidfd_open(1); import ctypes; l = ctypes.CDLL(None); raise SystemExit(0 if l.syscall(438, os.pidfd_open(1), 3, 0) >= 0 else 1)\"", "pidfd_getfd asks for ptrace rights")]
    public async Task Looking_IntoTheAgent_IsDenied(string script, string containedBy)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Shell(script);

        Assert.True(ran.Ended.Verdict == Verdict.NonzeroExit, containedBy + ": " + ran.Stdout);
        Assert.True(await Works(agent), containedBy);
    }

    [Fact]
    public async Task Program_InheritsNoDescriptorOfTheAgent()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, "python");

        var process = await agent.Run("/bin/ls", "/proc/self/fd");
        var kernel = await agent.Cell("import os; print(sorted(int(f) for f in os.listdir('/proc/self/fd'))[:4])");

        Assert.Equal("0\n1\n2\n3\n", process.Stdout);
        Assert.Equal("[0, 1, 2, 3]\n", kernel.Stdout);
    }

    [Fact]
    public async Task StartMessage_IsNowhereInTheSandbox()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        var ran = await agent.Shell("env; cat /proc/1/cmdline");

        Assert.DoesNotContain(Convert.ToHexString(agent.Key), ran.Stdout, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(RunningAgent.Sandbox, ran.Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i=0; while [ $i -lt 300 ]; do (sleep 0 &) ; i=$((i+1)); done", "process 1 reaps")]
    [InlineData("python3 -c \"import os\nfds = []\ntry:\n  while True: fds.append(os.open('/dev/null', 0))\nexcept OSError: pass\"", "descriptors are the program's own")]
    [InlineData("exec 1>&- 2>&- 0<&-; exit 0", "the end is the child's, not that of its pipes")]
    [InlineData("head -c 30000000 /dev/zero", "the output's limit")]
    [InlineData("ulimit -c unlimited; kill -SEGV $$", "no core")]
    public async Task Exhaustion_OfWhatAProgramMayUse_LeavesTheAgentWorking(string script, string containedBy)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        await agent.Shell(script);

        Assert.True(await Works(agent), containedBy);
    }

    [Fact]
    public async Task Zombies_OfOrphans_AreReaped()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);

        await agent.Shell("i=0; while [ $i -lt 50 ]; do (sleep 0 &) ; i=$((i+1)); done");
        var after = await agent.Shell("grep -l 'State:.Z' /proc/[0-9]*/status 2>/dev/null | wc -l");

        Assert.Equal("0\n", after.Stdout);
    }

    private static async Task<bool> Works(RunningAgent agent) => (await agent.Shell("echo works")).Stdout == "works\n";
}
