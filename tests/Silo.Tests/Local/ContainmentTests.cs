using System.Globalization;
using Sandboxes.Abstractions;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local;

/// <summary>What code in a sandbox sees and cannot do, asked from inside.</summary>
public sealed class ContainmentTests(LocalRuntimeFixture fixture) : IClassFixture<LocalRuntimeFixture>
{
    private const int ReadOnlyFileSystem = 30;
    private const int NetworkUnreachable = 101;
    private const int NoSpace = 28;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task User_Inside_Is1000WithoutCapabilitiesOrNewOnes()
    {
        var status = await Python("print(open('/proc/self/status').read())");
        Assert.Contains("Uid:\t1000\t1000\t1000\t1000", status);
        Assert.Contains("CapEff:\t0000000000000000", status);
        Assert.Contains("CapBnd:\t0000000000000000", status);
        Assert.Contains("NoNewPrivs:\t1", status);
        Assert.Contains("Seccomp:\t2", status);
    }

    [Fact]
    public async Task Process1_Inside_IsTheAgentAndTellsNothing()
    {
        Assert.Equal("sandbox-agent", await Python("print(open('/proc/1/comm').read().strip())"));
        Assert.Equal("13", await Python(Errno("open('/proc/1/environ').read()")));
        Assert.Equal("13", await Python(Errno("open('/run/sandbox-agent','rb')")));
    }

    [Fact]
    public async Task Processes_OfOthers_AreNotSeen()
    {
        var count = await Python("import os;print(len([p for p in os.listdir('/proc') if p.isdigit()]))");
        Assert.InRange(int.Parse(count, CultureInfo.InvariantCulture), 2, 4);
    }

    [Fact]
    public async Task Environment_Inside_IsOursAlone()
    {
        var names = await Python("import os;print(' '.join(sorted(os.environ)))");
        Assert.Empty(names.Split(' ').Except(["HOME", "LANG", "LC_CTYPE", "PATH", "PWD", "SANDBOX_EXECUTION", "USER"]));
    }

    [Theory]
    [InlineData("/x")]
    [InlineData("/usr/x")]
    [InlineData("/etc/x")]
    [InlineData("/dev/x")]
    [InlineData("/run/x")]
    public async Task Root_Written_IsReadOnly(string path) => Assert.Equal($"{ReadOnlyFileSystem}", await Python(Errno($"open('{path}','w')")));

    [Fact]
    public async Task Files_OfTheMachine_AreNotThere()
    {
        var there = await Python("import os;print([p for p in ['/root','/home','/sys','/boot','/etc/shadow','/etc/ssh','/var/lib','/var/log','/mnt'] if os.path.exists(p)])");
        Assert.Equal("[]", there);
        Assert.Equal("bin dev etc lib lib64 opt proc run sbin tmp usr var workspace", await Python("import os;print(*sorted(x for x in os.listdir('/') if x not in ('lib32','libx32')))"));
    }

    [Fact]
    public async Task Network_Inside_IsALoopbackThatIsDownOrAlone()
    {
        Assert.Equal($"{NetworkUnreachable}", await Python(Errno("__import__('socket').create_connection(('192.0.2.1',80),2)")));
        Assert.Equal("lo", await Python("print(*[l.split(':')[0].strip() for l in open('/proc/net/dev') if ':' in l])"));
    }

    [Fact]
    public async Task Hostname_Inside_IsNotTheMachines() => Assert.Equal("sandbox", await Python("import socket;print(socket.gethostname())"));

    [Theory]
    [InlineData("/workspace", 128)]
    [InlineData("/tmp", 64)]
    [InlineData("/dev/shm", 64)]
    public async Task Memory_FileSystem_HasItsSize(string path, int megabytes)
    {
        Assert.Equal($"{megabytes}", await Python($"import os;s=os.statvfs('{path}');print(s.f_blocks*s.f_frsize>>20)"));
        Assert.Equal("ok", await Python($"open('{path}/x','w').write('x');print('ok')"));
    }

    [Fact]
    public async Task Workspace_Full_SaysSoAndNothingMore() => Assert.Equal($"{NoSpace}", await Python("""
        try:
            f = open('big', 'wb')
            while True: f.write(b'x' * (1 << 20))
        except OSError as e: print(e.errno)
        """));

    [Theory]
    [InlineData(165, 1)]
    [InlineData(272, 1)]
    [InlineData(101, 1)]
    [InlineData(321, 1)]
    [InlineData(250, 1)]
    [InlineData(425, 38)]
    [InlineData(435, 38)]
    [InlineData(0x40000000 + 39, 38)]
    public async Task SystemCall_OfTheDenyList_IsRefusedByTheKernel(int number, int errno) => Assert.Equal($"{errno}", await Python(
        $"import ctypes;l=ctypes.CDLL(None,use_errno=True);l.syscall({number},0,0,0,0,0,0);print(ctypes.get_errno())"));

    [Fact]
    public async Task SystemCall_OfThe32BitAbi_EndsTheProgram()
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var sandbox = await Start(limit.Token);
        const string MovEax20Int80Ret = "b814000000cd80c3";
        var run = await sandbox.Run(await sandbox.Hold(limit.Token), Command($"""
            import ctypes, mmap
            page = mmap.mmap(-1, 4096, prot=7)
            page.write(bytes.fromhex('{MovEax20Int80Ret}'))
            print('calling', flush=True)
            print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))())
            """), limit.Token);
        Assert.Equal("calling\n", run.Stdout);
        Assert.Equal((Verdict.Signal, "SYS"), (run.End.Verdict, run.End.Signal));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(38)]
    [InlineData(17)]
    public async Task Socket_OfAnotherFamily_IsNotSupported(int family) =>
        Assert.Equal("97", await Python(Errno($"__import__('socket').socket({family},1)")));

    [Fact]
    public async Task MemoryBomb_InOneSandbox_EndsThereAndTheNeighbourAnswers()
    {
        Assert.SkipUnless(await Contains("memory:"), "memory is not contained on this machine, and the report says so");
        using var limit = new CancellationTokenSource(Patience);
        await using var bombed = await Start(limit.Token);
        await using var neighbour = await Start(limit.Token);
        var (lease, other) = (await bombed.Hold(limit.Token), await neighbour.Hold(limit.Token));

        var bomb = bombed.Run(lease, Command("x=[]\nwhile True: x.append(b'x' * (8 << 20))"), limit.Token);
        Assert.Equal("hello\n", (await neighbour.Run(other, Command("print('hello')"), limit.Token)).Stdout);

        Assert.Equal(Verdict.MemoryLimit, (await bomb).End.Verdict);
        Assert.Equal("hello\n", (await bombed.Run(lease, Command("print('hello')"), limit.Token)).Stdout);
    }

    [Fact]
    public async Task ForkBomb_InOneSandbox_EndsThereAndTheNeighbourAnswers()
    {
        Assert.SkipUnless(await Contains("processes:"), "processes are not contained on this machine, and the report says so");
        using var limit = new CancellationTokenSource(Patience);
        await using var bombed = await Start(limit.Token);
        await using var neighbour = await Start(limit.Token);
        var (lease, other) = (await bombed.Hold(limit.Token), await neighbour.Hold(limit.Token));

        var bomb = bombed.Run(lease, Command("import os\nwhile True:\n  try: os.fork()\n  except OSError: pass") with { TimeoutMs = 2_000 }, limit.Token);
        Assert.Equal("hello\n", (await neighbour.Run(other, Command("print('hello')"), limit.Token)).Stdout);

        Assert.NotEqual(Verdict.Ok, (await bomb).End.Verdict);
        Assert.Equal("hello\n", (await bombed.Run(lease, Command("print('hello')"), limit.Token)).Stdout);
    }

    [Fact]
    public async Task Users_OfTwoSandboxes_DifferOutside()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give each sandbox a user of its own");
        using var limit = new CancellationTokenSource(Patience);
        await using var one = await Start(limit.Token);
        await using var other = await Start(limit.Token);
        var users = new[] { fixture.Runtime.UidOf(one.Id), fixture.Runtime.UidOf(other.Id) };
        Assert.Equal(2, users.Distinct().Count());
        Assert.All(users, user => Assert.True(user >= fixture.Options.FirstUid));
    }

    private static string Errno(string expression) => $"try: {expression}\nexcept OSError as e: print(e.errno)";

    private static ExecutionRequest Command(string code) => new() { Command = ["/usr/bin/python3", "-c", code] };

    private ValueTask<SandboxUnderTest> Start(CancellationToken cancellation) =>
        SandboxUnderTest.Start(fixture.Runtime, "local", new() { Name = "bare" }, cancellation);

    private async Task<string> Python(string code)
    {
        using var limit = new CancellationTokenSource(Patience);
        await using var sandbox = await Start(limit.Token);
        var run = await sandbox.Run(await sandbox.Hold(limit.Token), Command(code), limit.Token);
        Assert.Equal("", run.Stderr);
        return run.Stdout.Trim();
    }

    private async Task<bool> Contains(string what)
    {
        var node = Assert.Single(await fixture.Runtime.ListNodes(CancellationToken.None));
        return !node.Containment.Any(line => line.StartsWith(what, StringComparison.Ordinal) && line.Contains("NOT contained", StringComparison.Ordinal));
    }
}
