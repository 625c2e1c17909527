using System.Text;
using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Silo.Channels;
using WipeOutcome = Sandboxes.Abstractions.WipeOutcome;

namespace Sandboxes.Agent.Tests.Wiping;

/// <summary>Every program of the corpus in a sandbox of its own: with all steps nothing of it is left, and with its step left out the proof finds it.</summary>
public class CorpusTests
{
    private static readonly LeaseId Next = new("lease-2");

    private static readonly Dictionary<string, Task<string>> Pristine = new()
    {
        ["python"] = Probe.Pristine(["python"]),
        ["javascript"] = Probe.Pristine(["python", "javascript"]),
    };

    private static CancellationToken Cancellation => RunningAgent.Cancellation;

    public static IEnumerable<TheoryDataRow<string>> Names => Corpus.All.Select(leftover => new TheoryDataRow<string>(leftover.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Wipe_WithAllItsSteps_LeavesNothingForTheNextUserOrDestroys(string name)
    {
        var leftover = Find(name);
        await using var agent = await Left(leftover);

        var report = await Wipe(agent, WipeSteps.None);

        if (leftover.IsLasting)
        {
            AssertFound(leftover, report);
            Assert.Equal(ExitCodes.Unproved, await agent.Exited());
            return;
        }

        Assert.Equal((WipeOutcome.Proved, ""), (report.Outcome, string.Join("; ", report.Found)));
        Assert.Equal(await Pristine[leftover.Kernel ?? "python"], await Probe.SeenBy(agent, Next));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Proof_WithTheStepLeftOut_FindsIt(string name)
    {
        var leftover = Find(name);
        await using var agent = await Left(leftover);

        var report = await Wipe(agent, leftover.Step);

        AssertFound(leftover, report);
        Assert.Equal(ExitCodes.Unproved, await agent.Exited());
    }

    [Fact]
    public void Corpus_HoldsAtLeastTwentyFivePrograms_EachOfItsOwnName() => Assert.InRange(Corpus.All.DistinctBy(each => each.Name).Count(), 25, Corpus.All.Count);

    private static Leftover Find(string name) => Corpus.All.Single(leftover => leftover.Name == name);

    private static void AssertFound(Leftover leftover, WipeReport report)
    {
        Assert.Equal(WipeOutcome.NotProved, report.Outcome);
        Assert.True(report.Found.Any(found => found.Kind == leftover.Found), $"{leftover.Name}: {string.Join("; ", report.Found)}");
    }

    private static async Task<RunningAgent> Left(Leftover leftover)
    {
        string[] kernels = leftover.Kernel == "javascript" ? ["python", "javascript"] : ["python"];
        var agent = await RunningAgent.StartLeased(Containment.Bubblewrap, start => start with { MaxUses = 3 }, kernels);
        var request = leftover.Kernel is { } language
            ? new ExecutionRequest { Language = language, Code = Encoding.UTF8.GetBytes(leftover.Code), TimeoutMs = 60_000 }
            : new ExecutionRequest { Command = ["python3", "-c", leftover.Code], TimeoutMs = 60_000 };
        if (leftover.Stays)
        {
            await agent.WaitForOutput(await agent.Begin(request), "left");
            return agent;
        }

        var ran = await agent.Run(request);
        Assert.True(ran.Stdout.Contains("left", StringComparison.Ordinal), $"{leftover.Name}: {ran.Stdout} {ran.Stderr}");
        return agent;
    }

    private static async Task<WipeReport> Wipe(RunningAgent agent, WipeSteps leftOut)
    {
        Assert.Equal(LatchResult.Ok, await ((AgentChannel)agent.Channel).Wipe(RunningAgent.Lease, leftOut, Cancellation));
        return await agent.Channel.Proof(RunningAgent.Lease, Cancellation);
    }
}
