using System.Net;

namespace Sandboxes.EndToEnd;

/// <summary>Processes of their own, through the whole product.</summary>
public sealed class CommandTests(SharedProduct shared)
{
    private static readonly object Bash = new { template = "bash", waitSeconds = 30 };

    [Fact]
    public async Task Command_ExitCodeAndBothStreams_ComeApart()
    {
        await using var session = await shared.Api.OpenAsync(Bash);

        var reply = await session.RunAsync("sh", "-c", "echo out; echo err >&2; exit 5");

        Assert.Equal("nonzero-exit", reply.Expect(HttpStatusCode.OK).Verdict);
        Assert.Equal((5, "out\n", "err\n"), (reply.Json.GetProperty("exitCode").GetInt32(), reply.Stdout, reply.Field("stderr")));
    }

    [Fact]
    public async Task Command_StdinGiven_ReadsItToTheEnd()
    {
        await using var session = await shared.Api.OpenAsync(Bash);

        Assert.Equal("3\n", (await session.ExecuteAsync(new { command = new[] { "wc", "-l" }, stdin = "a\nb\nc\n" })).ExpectOk().Stdout!.Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Command_StdinKeptOpen_TakesMoreUntilItIsClosed()
    {
        await using var session = await shared.Api.OpenAsync(Bash);
        var execution = await session.StartAsync(new { command = new[] { "cat" }, stdin = "one ", keepStdinOpen = true, background = true });

        (await session.PostAsync($"{execution}/stdin", new { data = "two" })).Expect(HttpStatusCode.OK);
        (await session.PostAsync($"{execution}/stdin", new { data = "", close = true })).Expect(HttpStatusCode.OK);

        Assert.Equal("one two", (await session.EndOfAsync(execution)).ExpectOk().Stdout);
    }

    [Fact]
    public async Task Command_EnvAndCwd_AreItsOwn()
    {
        await using var session = await shared.Api.OpenAsync(Bash);
        (await session.RunAsync("mkdir", "sub")).ExpectOk();

        var reply = await session.ExecuteAsync(new { command = new[] { "sh", "-c", "echo $ONLY; basename $PWD" }, env = new Dictionary<string, string> { ["ONLY"] = "mine" }, cwd = "sub" });

        Assert.Equal("mine\nsub\n", reply.ExpectOk().Stdout);
    }

    [Fact]
    public async Task Command_Terminated_EndsBySignal()
    {
        await using var session = await shared.Api.OpenAsync(Bash);
        var execution = await session.StartAsync(new { command = new[] { "sleep", "60" }, timeoutMs = 60_000, background = true });

        (await session.PostAsync($"{execution}/signal", new { signal = "TERM" })).Expect(HttpStatusCode.NoContent);
        var end = await session.EndOfAsync(execution);

        Assert.Equal(("signal", "TERM"), (end.Verdict, end.Field("signal")!.Replace("SIG", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Command_Cancelled_EndsForGood()
    {
        await using var session = await shared.Api.OpenAsync(Bash);
        var execution = await session.StartAsync(new { command = new[] { "sh", "-c", "trap '' TERM INT; sleep 60 & wait; sleep 60" }, timeoutMs = 60_000, background = true });

        (await session.DeleteAsync(execution)).Expect(HttpStatusCode.NoContent);

        Assert.Equal("cancelled", (await session.EndOfAsync(execution)).Verdict);
    }

    [Fact]
    public async Task Command_OutputBeyondItsLimit_IsCutAndCounted()
    {
        await using var session = await shared.Api.OpenAsync(Bash);

        var reply = await session.ExecuteAsync(new { command = new[] { "sh", "-c", "yes" }, limits = new { outputBytes = 10_000 } });

        Assert.Equal("output-limit", reply.Expect(HttpStatusCode.OK).Verdict);
        Assert.True(reply.Json.GetProperty("truncated").GetBoolean());
        Assert.InRange(reply.Stdout!.Length, 1, 10_000);
        Assert.True(reply.Json.GetProperty("stdoutBytes").GetInt64() > 10_000);
    }

    [Fact]
    public async Task Command_WallLimit_EndsItThen()
    {
        await using var session = await shared.Api.OpenAsync(Bash);

        Assert.Equal("wall-limit", (await session.ExecuteAsync(new { command = new[] { "sleep", "60" }, timeoutMs = 200 })).Verdict);
    }

    [Fact]
    public async Task Command_LimitOnItsMemory_IsRefusedRatherThanIgnored()
    {
        await using var session = await shared.Api.OpenAsync(Bash);

        (await session.ExecuteAsync(new { command = new[] { "true" }, limits = new { memoryBytes = 1 << 20 } })).ExpectProblem(HttpStatusCode.UnprocessableEntity, "limit_unsupported");
    }

    [Fact]
    public async Task Command_NoSuchProgram_IsRefused()
    {
        await using var session = await shared.Api.OpenAsync(Bash);

        (await session.RunAsync("no-such-program")).ExpectProblem(HttpStatusCode.UnprocessableEntity, "command_not_found");
    }
}
