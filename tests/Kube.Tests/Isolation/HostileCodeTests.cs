namespace Sandboxes.Kube.Tests.Isolation;

/// <summary>What code of the sandbox's own user tries against its agent and the kernel, and what holds it.</summary>
[Trait("Pace", "slow")]
public sealed class HostileCodeTests(Neighbourhood around)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_AttackedByItsOwnUser_IsNeitherReadNorTracedNorKilled()
    {
        await around.Ready();
        var outcome = await around.Python(
            "blue1",
            """
            import ctypes, os, signal
            libc = ctypes.CDLL(None, use_errno=True)
            for file in "environ", "mem", "maps", "auxv", "fd", "root", "exe", "syscall", "stack":
                try:
                    path = "/proc/1/" + file
                    os.listdir(path) if file in ("fd", "root") else open(path, "rb").read(1)
                    print("read", file)
                except OSError: pass
            if libc.ptrace(16, 1, 0, 0) == 0: print("traced")
            if libc.syscall(434, 1, 0) >= 0 and libc.syscall(438, libc.syscall(434, 1, 0), 0, 0) >= 0: print("took a descriptor")
            for number in range(1, 65):
                try: os.kill(1, number)
                except OSError: pass
            os.kill(1, 0)
            try:
                open("/sandbox/agent/sandbox-agent", "rb")
                print("read the program")
            except OSError: pass
            """,
            Cancellation);
        Assert.Equal("", outcome);
        Assert.Equal(["agent of blue1"], await around.Reachable("silo", around.Agents("blue1"), Cancellation));
    }

    /// <summary>
    /// Of a process that exec starts, so that it is the node's own profile that is looked at. Some leave sockets to the hypervisor and io_uring open: there the agent's own filter is what holds.
    /// </summary>
    [Fact]
    public async Task Kernel_AskedForWhatASandboxHasNoUseOf_Refuses()
    {
        await around.Ready();
        var allowed = await around.Python(
            "blue1",
            """
            import ctypes, socket
            libc = ctypes.CDLL(None, use_errno=True)
            def call(name, *arguments):
                if libc.syscall(*arguments) >= 0: print(name)
            def opens(name, *arguments):
                try:
                    socket.socket(*arguments)
                    print(name)
                except OSError: pass
            call("new user namespace", 272, 0x10000000)
            call("new mount namespace", 272, 0x00020000)
            call("mount", 165, b"none", b"/tmp", b"tmpfs", 0, 0)
            call("keys", 250, 0, -3, 0)
            call("bpf", 321, 0, 0, 0)
            call("perf", 298, 0, 0, -1, -1, 0)
            call("userfaultfd", 323, 0)
            call("module", 313, 0, b"", 0)
            call("kexec", 246, 0, 0, 0, 0)
            call("clock", 227, 0, ctypes.create_string_buffer(16))
            call("hostname", 170, b"x", 1)
            opens("raw socket", socket.AF_INET, socket.SOCK_RAW, 1)
            opens("packet socket", socket.AF_PACKET, socket.SOCK_RAW, 0)
            for path in "/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/sys/kernel/uevent_helper", "/proc/1/oom_score_adj", "/sys/fs/cgroup/pids/pids.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory.max":
                try:
                    open(path, "w").write("1")
                    print(path)
                except OSError: pass
            """,
            Cancellation);
        Assert.Equal("", allowed);
    }
}
