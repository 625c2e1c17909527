namespace Sandboxes.Agent.Protocol.Tests.Wiping;

public class MountTableTests
{
    private const string Table = """
        601 598 0:49 / / ro,nosuid,nodev - ext4 /dev/vda1 rw
        602 601 0:50 / /proc rw,nosuid - proc proc rw
        603 601 0:51 / /dev ro,nosuid - tmpfs tmpfs rw,mode=755
        604 603 0:52 / /dev/pts rw - devpts devpts rw
        605 603 0:53 / /dev/shm rw,nosuid shared:7 master:3 - tmpfs tmpfs rw,size=64k
        606 601 0:54 / /tmp rw - tmpfs tmpfs rw
        607 601 0:55 / /my\040folder rw - ext4 /dev/vdb rw
        608 601 0:56 / /media rw - ext4 /dev/vdc ro
        609 601 0:57 / /hidden rw - tmpfs tmpfs rw
        610 609 0:58 / /hidden ro - tmpfs tmpfs ro

        """;

    [Fact]
    public void Writable_OfATable_IsWhatMountAndFileSystemBothLetBeWritten() =>
        Assert.Equal(["/dev/shm", "/my folder", "/tmp"], MountTable.Writable(MountTable.Parse(Table)!));

    [Theory]
    [InlineData("1 2 3")]
    [InlineData("601 598 0:49 / / rw,nosuid ext4 /dev/vda1 rw none")]
    [InlineData("601 598 0:49 / / rw,nosuid - ext4 /dev/vda1")]
    public void Parse_OfWhatIsNoTable_IsNull(string table) => Assert.Null(MountTable.Parse(table));
}
