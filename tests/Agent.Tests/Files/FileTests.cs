using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests.Files;

public class FileTests
{
    private static CancellationToken Cancellation => RunningAgent.Cancellation;

    [Theory]
    [InlineData(Containment.None)]
    [InlineData(Containment.Bubblewrap)]
    public async Task File_ThatWasPut_IsThereWhenItIsCommitted(Containment containment)
    {
        await using var agent = await RunningAgent.StartLeased(containment);
        var content = new byte[300_000];
        Random.Shared.NextBytes(content);

        var (opened, _) = await agent.Channel.CreateFile(RunningAgent.Lease, "a/b/c.bin", Cancellation);
        foreach (var chunk in content.Chunk(FileLimits.ChunkBytes))
        {
            await agent.Channel.WriteFile(RunningAgent.Lease, opened!.Handle, chunk, Cancellation);
        }

        var (_, before) = await agent.Channel.Stat(RunningAgent.Lease, "a/b/c.bin", Cancellation);
        await agent.Channel.CloseFile(RunningAgent.Lease, opened!.Handle, true, Cancellation);

        Assert.Equal(RefusalCode.FileNotFound, before!.Code);
        Assert.Equal(content, await Get(agent, "a/b/c.bin"));
    }

    [Fact]
    public async Task File_NotCommitted_LeavesNothing()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        var (opened, _) = await agent.Channel.CreateFile(RunningAgent.Lease, "x", Cancellation);

        await agent.Channel.CloseFile(RunningAgent.Lease, opened!.Handle, false, Cancellation);

        Assert.Equal("", (await agent.Shell("ls -A")).Stdout);
    }

    [Theory]
    [InlineData("../etc/passwd", RefusalCode.PathInvalid)]
    [InlineData("/etc/passwd", RefusalCode.PathInvalid)]
    [InlineData("a/../../x", RefusalCode.PathInvalid)]
    [InlineData("nul\0name", RefusalCode.PathInvalid)]
    [InlineData("", RefusalCode.PathInvalid)]
    [InlineData("link-file", RefusalCode.NotAFile)]
    [InlineData("link-folder/passwd", RefusalCode.PathInvalid)]
    [InlineData("link-proc/self/root/etc/passwd", RefusalCode.PathInvalid)]
    [InlineData("fifo", RefusalCode.NotAFile)]
    [InlineData("folder", RefusalCode.NotAFile)]
    [InlineData("file/below", RefusalCode.NotADirectory)]
    [InlineData("missing", RefusalCode.FileNotFound)]
    public async Task Path_ThatLeadsOutOrToNoFile_IsRefused(string path, RefusalCode code)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        await agent.Shell("ln -s /etc/alternatives/README link-file; ln -s /etc link-folder; ln -s /proc link-proc; mkfifo fifo; mkdir folder; echo > file");

        var (_, refusal) = await agent.Channel.OpenFile(RunningAgent.Lease, path, Cancellation);

        Assert.Equal(code, refusal!.Code);
    }

    [Fact]
    public async Task Put_ThroughAPlantedLink_ReplacesTheLinkAndFollowsNone()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        await agent.Shell("echo safe > /tmp/target; ln -s /tmp/target planted; ln -s /tmp outside");

        await Put(agent, "planted", "new"u8.ToArray());
        var (_, outside) = await agent.Channel.CreateFile(RunningAgent.Lease, "outside/file", Cancellation);

        Assert.Equal(RefusalCode.PathInvalid, outside!.Code);
        Assert.Equal("safe\nnew", (await agent.Shell("cat /tmp/target planted")).Stdout);
    }

    [Fact]
    public async Task Folder_SwappedForALinkWhileItIsUsed_NeverLeadsOut()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        await agent.Shell("mkdir -p /tmp/out real; echo inside > real/name; echo outside > /tmp/out/name");
        var swapping = await agent.Begin(new() { Command = ["/usr/bin/python3", "-c", "import os\nwhile True:\n os.rename('real','r2'); os.symlink('/tmp/out','real'); os.unlink('real'); os.rename('r2','real')"] });

        for (var i = 0; i < 500; i++)
        {
            var (opened, _) = await agent.Channel.OpenFile(RunningAgent.Lease, "real/name", Cancellation);
            if (opened is not null)
            {
                var (chunk, _) = await agent.Channel.ReadFile(RunningAgent.Lease, opened.Handle, 0, 100, Cancellation);
                await agent.Channel.CloseFile(RunningAgent.Lease, opened.Handle, false, Cancellation);
                Assert.Equal("inside\n"u8.ToArray(), chunk!.Bytes);
            }
        }

        await agent.Channel.Cancel(RunningAgent.Lease, swapping, Cancellation);
    }

    [Fact]
    public async Task Listing_IsInTheOrderOfNamesAndGoesOnWhereItStopped()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        await agent.Shell("mkdir b; touch c a 'd\xff'; ln -s a e; mkfifo f");

        var (first, _) = await agent.Channel.List(RunningAgent.Lease, "", null, 2, Cancellation);
        var (rest, _) = await agent.Channel.List(RunningAgent.Lease, "", first!.NextAfterName, 100, Cancellation);

        Assert.Equal([("a", FileKind.File), ("b", FileKind.Directory)], first.Entries.Select(entry => (entry.Path, entry.Kind)));
        Assert.Equal([("c", FileKind.File), ("e", FileKind.Link), ("f", FileKind.Other)], rest!.Entries.Where(entry => entry.Path[0] != 'd').Select(entry => (entry.Path, entry.Kind)));
        Assert.Null(rest.NextAfterName);
    }

    [Fact]
    public async Task Time_OfAFile_ThatNoCalendarHas_BreaksNothing()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        await agent.Run("/usr/bin/python3", "-c", "import os; open('x', 'w'); os.utime('x', (2**60, 2**60))");

        var (entry, _) = await agent.Channel.Stat(RunningAgent.Lease, "x", Cancellation);

        Assert.Equal("x", entry!.Path);
    }

    [Fact]
    public async Task Workspace_ThatIsFull_IsSaid()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        var (opened, _) = await agent.Channel.CreateFile(RunningAgent.Lease, "big", Cancellation);

        RefusalCode? code = null;
        for (var i = 0; i < 600 && code is null; i++)
        {
            var (_, refusal) = await agent.Channel.WriteFile(RunningAgent.Lease, opened!.Handle, new byte[FileLimits.ChunkBytes], Cancellation);
            code = refusal?.Code;
        }

        Assert.Equal(RefusalCode.WorkspaceFull, code);
    }

    [Fact]
    public async Task TwoWriters_OfOnePath_TheSecondIsRefused()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        await agent.Channel.CreateFile(RunningAgent.Lease, "same", Cancellation);

        var (_, refusal) = await agent.Channel.CreateFile(RunningAgent.Lease, "./same", Cancellation);

        Assert.Equal(RefusalCode.FileBusy, refusal!.Code);
    }

    [Fact]
    public async Task Handles_OverTheirNumber_AreRefused()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        for (var i = 0; i < 16; i++)
        {
            await agent.Channel.CreateFile(RunningAgent.Lease, "f" + i, Cancellation);
        }

        var (_, refusal) = await agent.Channel.CreateFile(RunningAgent.Lease, "one-more", Cancellation);

        Assert.Equal(RefusalCode.TooManyOpenFiles, refusal!.Code);
    }

    [Fact]
    public async Task Delete_TakesFilesLinksAndEmptyFoldersOnly()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.Bubblewrap);
        await agent.Shell("touch file; ln -s /etc link; mkdir -p empty full; touch full/x");

        foreach (var path in new[] { "file", "link", "empty" })
        {
            var (_, refused) = await agent.Channel.Delete(RunningAgent.Lease, path, Cancellation);
            Assert.Null(refused);
        }

        var (_, full) = await agent.Channel.Delete(RunningAgent.Lease, "full", Cancellation);
        Assert.Equal(RefusalCode.DirectoryNotEmpty, full!.Code);
        Assert.Equal("full\n", (await agent.Shell("ls -A")).Stdout);
    }

    private static async Task Put(RunningAgent agent, string path, byte[] content)
    {
        var (opened, refusal) = await agent.Channel.CreateFile(RunningAgent.Lease, path, Cancellation);
        Assert.Null(refusal);
        await agent.Channel.WriteFile(RunningAgent.Lease, opened!.Handle, content, Cancellation);
        await agent.Channel.CloseFile(RunningAgent.Lease, opened.Handle, true, Cancellation);
    }

    private static async Task<byte[]> Get(RunningAgent agent, string path)
    {
        var (opened, _) = await agent.Channel.OpenFile(RunningAgent.Lease, path, Cancellation);
        var content = new List<byte>();
        while (true)
        {
            var (chunk, _) = await agent.Channel.ReadFile(RunningAgent.Lease, opened!.Handle, content.Count, FileLimits.ChunkBytes, Cancellation);
            if (chunk!.Bytes.Length == 0)
            {
                return [.. content];
            }

            content.AddRange(chunk.Bytes);
        }
    }
}
