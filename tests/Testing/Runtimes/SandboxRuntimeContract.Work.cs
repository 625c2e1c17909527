using System.Text;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Xunit;

namespace Sandboxes.Testing.Runtimes;

public abstract partial class SandboxRuntimeContract
{
    [Fact]
    public async Task Execute_Command_IsReadByCursorToItsEnd()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var run = await sandbox.Run(lease, new() { Command = HelloCommand }, limit.Token);
        Assert.Equal("hello\n", run.Stdout);
        Assert.Equal(Verdict.Ok, run.End.Verdict);
        Assert.Equal(0, run.End.ExitCode);
        Assert.True((await sandbox.Channel.Status(limit.Token)).Used);
    }

    [Fact]
    public async Task Execute_Cell_PrintsFromTheWarmKernel()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var run = await sandbox.Run(lease, Cell(HelloCell), limit.Token);
        Assert.Equal("hello\n", run.Stdout);
        Assert.Equal(Verdict.Ok, run.End.Verdict);
    }

    [Fact]
    public async Task Read_AgainFromTheSameCursor_AnswersTheSame()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var started = Value(await sandbox.Channel.Execute(lease, new() { Command = HelloCommand }, limit.Token));
        var first = await SandboxUnderTest.ReadToEnd(sandbox.Channel, lease, started.Id, limit.Token);

        await using var second = await Runtime.OpenChannel(sandbox.Id, limit.Token);
        var again = await SandboxUnderTest.ReadToEnd(second, lease, started.Id, limit.Token);

        Assert.Equal(first.Select(e => (e.Id, e.Kind)), again.Select(e => (e.Id, e.Kind)));
        Assert.Equal(Enumerable.Range(1, first.Count).Select(id => (long)id), first.Select(e => e.Id));
    }

    [Fact]
    public async Task Execute_AgainWithTheSameId_AnswersTheFirstAndRunsItOnce()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var request = new ExecutionRequest { Command = HelloCommand, Id = "once.1" };

        var first = Value(await sandbox.Channel.Execute(lease, request, limit.Token));
        var whileItRuns = Value(await sandbox.Channel.Execute(lease, request, limit.Token));
        var events = await SandboxUnderTest.ReadToEnd(sandbox.Channel, lease, first.Id, limit.Token);
        await using var second = await Runtime.OpenChannel(sandbox.Id, limit.Token);
        var whenEnded = Value(await second.Execute(lease, request, limit.Token));
        var again = await SandboxUnderTest.ReadToEnd(second, lease, whenEnded.Id, limit.Token);

        Assert.Equal(("once.1", "once.1", "once.1"), (first.Id, whileItRuns.Id, whenEnded.Id));
        Assert.Equal(events.Select(e => e.Id), again.Select(e => e.Id));
        Assert.Single(again, e => e.Kind == ExecutionEventKind.Started);
    }

    [Fact]
    public async Task Execute_WithAnIdThatTheAgentWouldChoose_TakesItFromNobody()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var chosen = Value(await sandbox.Channel.Execute(lease, new() { Command = HelloCommand, Id = "e-1" }, limit.Token));
        var given = Value(await sandbox.Channel.Execute(lease, new() { Command = HelloCommand }, limit.Token));
        Assert.Equal("e-1", chosen.Id);
        Assert.NotEqual("e-1", given.Id);
    }

    [Fact]
    public async Task Read_UnknownExecution_IsRefused()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var read = await sandbox.Channel.Read(lease, "e-999999", 0, TimeSpan.Zero, limit.Token);
        Assert.Equal(RefusalCode.ExecutionNotFound, read.Refusal?.Code);
    }

    [Fact]
    public async Task WorkVerbs_UnderAnotherLease_AreRefused()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var started = Value(await sandbox.Channel.Execute(lease, new() { Command = HelloCommand }, limit.Token));
        var other = NewLease();
        var channel = sandbox.Channel;

        Assert.NotNull((await channel.Execute(other, new() { Command = HelloCommand }, limit.Token)).Refusal);
        Assert.NotNull((await channel.Read(other, started.Id, 0, TimeSpan.Zero, limit.Token)).Refusal);
        Assert.NotNull((await channel.WriteStdin(other, started.Id, "x"u8.ToArray(), true, limit.Token)).Refusal);
        Assert.NotNull((await channel.Signal(other, started.Id, "INT", limit.Token)).Refusal);
        Assert.NotNull((await channel.Cancel(other, started.Id, limit.Token)).Refusal);
        Assert.NotNull((await channel.Stat(other, ".", limit.Token)).Refusal);
        Assert.NotNull((await channel.List(other, ".", null, 10, limit.Token)).Refusal);
        Assert.NotNull((await channel.OpenFile(other, "a", limit.Token)).Refusal);
        Assert.NotNull((await channel.CreateFile(other, "a", limit.Token)).Refusal);
        Assert.NotNull((await channel.Delete(other, "a", limit.Token)).Refusal);
    }

    [Fact]
    public async Task Execute_WhileIdle_IsRefused()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        Assert.NotNull((await sandbox.Channel.Execute(NewLease(), new() { Command = HelloCommand }, limit.Token)).Refusal);
    }

    [Fact]
    public async Task File_PutAndCommitted_IsReadListedAndDeleted()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var bytes = "some bytes\0\n"u8.ToArray();
        await Put(sandbox.Channel, lease, "made/file.bin", bytes, limit.Token);

        Assert.Equal(bytes, await Get(sandbox.Channel, lease, "made/file.bin", limit.Token));
        var listing = Value(await sandbox.Channel.List(lease, "made", null, 10, limit.Token));
        Assert.Equal(bytes.Length, Assert.Single(listing.Entries).Size);
        Assert.Null((await sandbox.Channel.Delete(lease, "made/file.bin", limit.Token)).Refusal);
        Assert.Equal(RefusalCode.FileNotFound, (await sandbox.Channel.Stat(lease, "made/file.bin", limit.Token)).Refusal?.Code);
    }

    [Fact]
    public async Task File_PutWithoutCommit_IsNeverSeen()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var opened = Value(await sandbox.Channel.CreateFile(lease, "half", limit.Token));
        Value(await sandbox.Channel.WriteFile(lease, opened.Handle, "x"u8.ToArray(), limit.Token));
        Value(await sandbox.Channel.CloseFile(lease, opened.Handle, commit: false, limit.Token));
        Assert.Equal(RefusalCode.FileNotFound, (await sandbox.Channel.Stat(lease, "half", limit.Token)).Refusal?.Code);
    }

    protected ExecutionRequest Cell(string code) => new() { Language = Language, Code = Encoding.UTF8.GetBytes(code) };

    private static async ValueTask Put(ISandboxChannel channel, LeaseId lease, string path, byte[] bytes, CancellationToken cancellation)
    {
        var opened = Value(await channel.CreateFile(lease, path, cancellation));
        Value(await channel.WriteFile(lease, opened.Handle, bytes, cancellation));
        Value(await channel.CloseFile(lease, opened.Handle, commit: true, cancellation));
    }

    private static async ValueTask<byte[]> Get(ISandboxChannel channel, LeaseId lease, string path, CancellationToken cancellation)
    {
        var opened = Value(await channel.OpenFile(lease, path, cancellation));
        var chunk = Value(await channel.ReadFile(lease, opened.Handle, 0, FileLimits.ChunkBytes, cancellation));
        Value(await channel.CloseFile(lease, opened.Handle, commit: false, cancellation));
        return chunk.Bytes;
    }

    private static T Value<T>(Outcome<T> outcome) where T : class => SandboxUnderTest.Value(outcome);
}
