using System.Net;

namespace Sandboxes.EndToEnd;

/// <summary>One hostile program in a session of its own, with a neighbour that must not notice.</summary>
internal sealed class HostileRun(HostileProgram program, ApiSession attacker, ApiSession neighbour)
{
    private static readonly string[] Reasons =
        ["released", "unused", "idle-timeout", "lifetime", "out-of-memory", "crashed", "evicted", "node-lost", "drained", "quota", "operator", "start-failed"];

    private int _neighbourCells;

    public static object SessionFor(HostileProgram program, int managerPort) => new
    {
        template = program is { IsCell: true, Language: "javascript" } ? "javascript" : "python",
        waitSeconds = 30,
        env = new Dictionary<string, string> { ["MANAGER_PORT"] = $"{managerPort}" },
        files = new[] { new { path = program.Name, content = program.Source } },
    };

    /// <summary>Runs it to its end, the neighbour answering all the while.</summary>
    public async Task<Reply> RunAsync()
    {
        var execution = await attacker.StartAsync(Execution());
        Reply? end = null;
        await Until.Holds(async () =>
        {
            await AssertNeighbourAnswersAsync();
            await ReadDuringAsync();
            end = await StateOfAsync(execution);
            return end is not null;
        }, $"{program.Name} ends");
        await AssertNeighbourAnswersAsync();
        return end!;
    }

    public void AssertContained(Reply end)
    {
        if (end.Status == HttpStatusCode.Gone)
        {
            AssertEndedForAReason(end);
            return;
        }

        Assert.True(program.Expected.Contains(end.Verdict), $"{program.Name}: {end.Verdict} is none of {string.Join(", ", program.Expected)}: {end.Text[..Math.Min(end.Text.Length, 2000)]}");
        Assert.Equal(program.IsBinary ? "base64" : "utf-8", end.Field("encoding"));
        AssertOutput(end.Stdout!);
    }

    /// <summary>The next execution in the same sandbox works, or the session has ended and says why.</summary>
    public async Task AssertGoesOnAsync()
    {
        var next = await NextCellAsync();
        if (SaysThatItsKernelWasLost(next))
        {
            next = await NextCellAsync(); // what the program put into the kernel's channel cost the cell after it
        }

        if (next.Status == HttpStatusCode.Gone || next.Verdict == "sandbox-lost")
        {
            AssertEndedForAReason(next.Status == HttpStatusCode.Gone ? next : await attacker.CellAsync("6 * 7"));
            return;
        }

        Assert.Equal("42", next.ExpectOk().Result);
        await AssertAfterwardsAsync();
    }

    private Task<Reply> NextCellAsync() => attacker.CellAsync("6 * 7", program is { IsCell: true, Language: "javascript" } ? "javascript" : "python");

    private static bool SaysThatItsKernelWasLost(Reply reply) => reply.Verdict == "signal" && reply.Json.TryGetProperty("warnings", out _);

    private object Execution() => program.IsCell
        ? new { language = program.Language, code = program.Source, timeoutMs = program.TimeoutMs, background = true }
        : new { command = new[] { program.Language == "sh" ? "sh" : "python3", program.Name }, timeoutMs = program.TimeoutMs, background = true };

    private async Task<Reply?> StateOfAsync(string execution)
    {
        var reply = await attacker.AtAsync(execution);
        Assert.True((int)reply.Status < 500, $"{program.Name}: {(int)reply.Status} {reply.Text}");
        return reply.Verdict is not null || reply.Status == HttpStatusCode.Gone ? reply : null;
    }

    private async Task AssertNeighbourAnswersAsync()
    {
        var reply = await neighbour.CellAsync($"visits = {++_neighbourCells}; visits * 2");
        Assert.Equal($"{_neighbourCells * 2}", reply.ExpectOk().Result);
    }

    private async Task ReadDuringAsync()
    {
        if (program.DuringGet is { } path)
        {
            var reply = await attacker.FileAsync(path);
            Assert.True((int)reply.Status < 500, $"{path}: {(int)reply.Status} {reply.Text}");
            Assert.DoesNotContain(program.DuringLacks!, reply.Text, StringComparison.Ordinal);
        }
    }

    private void AssertOutput(string stdout)
    {
        if (program.StdoutContains is { } proof)
        {
            Assert.Contains(proof, stdout, StringComparison.Ordinal);
        }

        if (program.StdoutLacks is { } breach)
        {
            Assert.DoesNotContain(breach, stdout, StringComparison.Ordinal);
        }
    }

    private async Task AssertAfterwardsAsync()
    {
        foreach (var path in program.ThenGet)
        {
            var reply = await attacker.FileAsync(path == "/" ? "" : path);
            Assert.True(program.ThenStatus.Contains($"{(int)reply.Status}"), $"{path}: {(int)reply.Status} {reply.Text[..Math.Min(reply.Text.Length, 500)]}");
        }

        if (program.ThenRun is { } code)
        {
            var reply = await attacker.RunAsync("python3", "-c", code);
            Assert.DoesNotContain(program.ThenLacks!, reply.ExpectOk().Stdout!, StringComparison.Ordinal);
        }
    }

    private static void AssertEndedForAReason(Reply reply)
    {
        reply.ExpectProblem(HttpStatusCode.Gone, "session_ended");
        Assert.Contains(reply.Field("reason"), Reasons);
    }
}
