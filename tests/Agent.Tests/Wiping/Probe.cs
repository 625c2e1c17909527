using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests.Wiping;

/// <summary>Looks at a sandbox with its user's eyes: a cell that says all that it can see. It says the same in every sandbox in which nobody was before.</summary>
internal static class Probe
{
    public const string Code = """
        import builtins, os, resource, sys, threading
        seen = []
        def command(process):
            try:
                return open(f"/proc/{process}/comm").read().strip() + " " + open(f"/proc/{process}/stat").read().rsplit(")", 1)[1].split()[0].replace("R", "S")
            except OSError:
                return "gone"
        seen.append(("processes", sorted(command(process) for process in os.listdir("/proc") if process.isdigit())))
        for root in ("/workspace", "/tmp", "/dev/shm", "/dev/mqueue"):
            status = os.stat(root)
            seen.append((root, oct(status.st_mode), os.listdir(root), status.st_mtime < 1e9, [x for x in os.listxattr(root)]))
        for root in ("/workspace", "/tmp"):
            room = os.statvfs(root)
            seen.append((root, room.f_blocks - room.f_bfree, room.f_files - room.f_ffree))
        for name in ("tcp", "tcp6", "udp", "unix"):
            lines = [line.split() for line in open("/proc/net/" + name).read().splitlines()[1:]]
            seen.append((name, [line[-1] for line in lines if name != "unix" or len(line) > 7]))
        for name in ("shm", "sem", "msg"):
            seen.append((name, open("/proc/sysvipc/" + name).read().splitlines()[1:]))
        mask = os.umask(0)
        os.umask(mask)
        seen.append(("mask", mask, resource.getrlimit(resource.RLIMIT_NOFILE), os.getpriority(os.PRIO_PROCESS, 0), threading.active_count()))
        seen.append(("environment", sorted(os.environ.items())))
        seen.append(("builtins", len(dir(builtins)), len([1, 2, 3]), sys.path, "secret" in globals() or hasattr(builtins, "secret")))
        print("\n".join(map(str, seen)))
        """;

    /// <summary>What it says in a sandbox that stands ready for the first time.</summary>
    public static async Task<string> Pristine(string[] kernels)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, null, kernels);
        return (await agent.Cell(Code)).Stdout;
    }

    /// <summary>What it says for another lease.</summary>
    public static async Task<string> SeenBy(RunningAgent agent, LeaseId lease)
    {
        Assert.Equal(LatchResult.Ok, await agent.Channel.Bind(lease, TimeSpan.FromSeconds(30), RunningAgent.Cancellation));
        Assert.Equal(LatchResult.Ok, await agent.Channel.Confirm(lease, new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)), null, RunningAgent.Cancellation));
        return (await agent.Run(new ExecutionRequest { Language = "python", Code = System.Text.Encoding.UTF8.GetBytes(Code), TimeoutMs = 10_000 }, lease)).Stdout;
    }
}
