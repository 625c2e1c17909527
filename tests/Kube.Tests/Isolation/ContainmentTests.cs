using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Kube.Tests.Isolation;

/// <summary>What a pod really runs with, read from inside it.</summary>
[Trait("Pace", "slow")]
public sealed class ContainmentTests(Neighbourhood around)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Process_InASandbox_HasItsOwnUserAndNoPrivilege()
    {
        await around.Ready();
        foreach (var sandbox in (string[])["red1", "blue2"])
        {
            var status = await Status(sandbox);
            var uid = SandboxUid.Of(around.Name(sandbox), around.Bed.Options.Pod);
            Assert.Equal($"{uid} {uid} {uid} {uid}", status["Uid"]);
            Assert.Equal($"{uid} {uid} {uid} {uid}", status["Gid"]);
            Assert.All((string[])["CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"], set => Assert.Equal("0000000000000000", status[set]));
            Assert.Equal("1", status["NoNewPrivs"]);
            Assert.Equal("2", status["Seccomp"]);
        }

        Assert.NotEqual((await Status("red1"))["Uid"], (await Status("blue2"))["Uid"]);
    }

    [Fact]
    public async Task Files_OutsideOfItsVolumes_CannotBeWritten()
    {
        await around.Ready();
        var writable = await around.Python(
            "red1",
            """
            import os
            for top in "/", "/etc", "/usr", "/bin", "/var", "/sandbox", "/sandbox/agent", "/dev", "/proc/sys/kernel", "/sys", "/workspace", "/tmp", "/dev/shm", "/sandbox/once":
                try:
                    with open(top + "/mine", "w") as f: f.write("x")
                    print(top)
                except OSError:
                    pass
            """,
            Cancellation);
        Assert.Equal(["/workspace", "/tmp", "/dev/shm", "/sandbox/once"], writable.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Files_OfTheNodeThatAreMountedInside_CannotBeFilled()
    {
        await around.Ready();
        var outcome = await around.Python(
            "red1",
            """
            import os
            mounts = [line.split() for line in open("/proc/self/mounts")]
            for path in {mount[1] for mount in mounts if mount[0].startswith("/dev/")} | {"/dev/termination-log"}:
                try:
                    open(path + ("/mine" if os.path.isdir(path) else ""), "a").write("x")
                    print(path)
                except OSError: pass
            """,
            Cancellation);
        Assert.Equal("", outcome);
    }

    [Fact]
    public async Task Token_OfAServiceAccount_IsNotThere()
    {
        await around.Ready();
        Assert.Equal("[]\n", await around.Python("red1", "import os; print([path for top in ('/var/run/secrets', '/run/secrets') for path in os.walk(top)])", Cancellation));
    }

    [Fact]
    public async Task Limits_OfItsCgroup_AreTheTemplates()
    {
        await around.Ready();
        var limits = await around.Python(
            "red1",
            """
            def read(*paths):
                for path in paths:
                    try: return open("/sys/fs/cgroup/" + path).read().strip()
                    except OSError: pass
            quota = read("cpu/cpu.cfs_quota_us") or read("cpu.max").split()[0]
            print(read("memory/memory.limit_in_bytes", "memory.max"), quota)
            """,
            Cancellation);
        Assert.Equal($"{128 << 20} {40_000}\n", limits);
    }

    [Fact]
    public async Task Memory_FilesInEveryVolumeThatCanBeFilled_AreTheSandboxsOwn()
    {
        await around.Ready();
        var kinds = await around.Python(
            "red1",
            """
            mounts = {line.split()[1]: line.split()[2] for line in open("/proc/self/mounts")}
            print(*(mounts[path] for path in ("/workspace", "/tmp", "/dev/shm", "/sandbox/once")))
            """,
            Cancellation);
        Assert.Equal("tmpfs tmpfs tmpfs tmpfs\n", kinds);
    }

    private async Task<Dictionary<string, string>> Status(string sandbox) =>
        (await around.Python(sandbox, "print(open('/proc/self/status').read())", Cancellation))
            .Split('\n').Where(line => line.Contains(':', StringComparison.Ordinal))
            .ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => string.Join(' ', line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('\t', StringSplitOptions.RemoveEmptyEntries)).Trim());
}
