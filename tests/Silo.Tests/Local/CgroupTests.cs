using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Silo.Runtimes.Local.Cgroups;

namespace Sandboxes.Silo.Tests.Local;

public sealed class CgroupTests
{
    private const string Mixed = """
        30 23 0:26 / /no/such/cgroup/memory rw - cgroup cgroup rw,memory
        31 23 0:27 / /no/such/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct
        32 23 0:28 / /no/such/cgroup/unified rw - cgroup2 cgroup2 rw
        """;

    [Theory]
    [InlineData("memory", "/no/such/cgroup/memory")]
    [InlineData("cpu", "/no/such/cgroup/cpu")]
    [InlineData("pids", null)]
    public void Legacy_Controller_IsFoundByItsMountOption(string controller, string? expected) =>
        Assert.Equal(expected, new CgroupMounts(Mixed, "4:memory:/a/b\n").Legacy(controller));

    [Fact]
    public void Unified_Mounted_IsFound() => Assert.Equal("/no/such/cgroup/unified", new CgroupMounts(Mixed, "0::/\n").Unified());

    [Fact]
    public void Own_PathThatIsThere_IsBeneathTheMount() =>
        Assert.Equal("/proc/self", new CgroupMounts("1 1 0:1 / /proc rw - cgroup2 x rw", "0::/self\n").Unified());

    [Theory]
    [InlineData("low 0\noom 3\noom_kill 2\n", 2)]
    [InlineData("oom_kill_disable 0\nunder_oom 0\noom_kill 5\n", 5)]
    [InlineData("oom_kill_disable 1\n", 0)]
    [InlineData("", 0)]
    public void Count_LineOfAName_IsItsNumber(string text, long expected) => Assert.Equal(expected, CgroupFolder.Count(text, "oom_kill"));

    [Theory]
    [InlineData(0.5, "50000")]
    [InlineData(2, "200000")]
    [InlineData(0.001, "1000")]
    public void Quota_Share_IsOfThePeriod(double cpus, string expected) =>
        Assert.Equal(expected, CgroupNumbers.Quota(new SandboxLimits { Cpus = cpus }));

    [Theory]
    [InlineData(0, 8)]
    [InlineData(4L << 30, 85)]
    [InlineData(1L << 40, 1_000)]
    public void Capacity_OfMemory_StaysWithinItsRange(long bytes, int expected) => Assert.Equal(expected, Capacity.Of(bytes));

    [Theory]
    [InlineData(null, null, 20 * (512L << 20), 10_000)]
    [InlineData(2.0, 16.0, 16L << 30, 32_000)]
    public void Room_OfAMachine_IsWhatItsNumberOfDefaultSizeNeedsUnlessOvercommitIsSet(double? memory, double? cpu, long bytes, long millis) =>
        Assert.Equal(new(bytes, millis), Capacity.Room(20, new() { MemoryOvercommit = memory, CpuOvercommit = cpu }, new(8L << 30, 2_000)));
}
