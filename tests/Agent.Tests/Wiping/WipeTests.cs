using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Silo.Channels;
using WipeOutcome = Sandboxes.Abstractions.WipeOutcome;

namespace Sandboxes.Agent.Tests.Wiping;

public class WipeTests
{
    private static readonly LeaseId First = RunningAgent.Lease;
    private static readonly LeaseId Second = new("lease-2");
    private static readonly LeaseTerms Terms = new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5));

    private static CancellationToken Cancellation => RunningAgent.Cancellation;

    [Fact]
    public async Task Wipe_OfAConfirmedLease_MakesItAnothersAndRefusesTheOldOneForEver()
    {
        await using var agent = await Start(maxUses: 3);

        Assert.Equal(LatchResult.Ok, await agent.Channel.Wipe(First, Cancellation));
        Assert.Equal(WipeOutcome.Proved, (await agent.Channel.Proof(First, Cancellation)).Outcome);
        var idle = await agent.Channel.Status(Cancellation);
        await agent.Hold(Second);

        Assert.Equal((null, 2, false), (idle.Lease, idle.Generation, idle.Used));
        Assert.Equal(LatchResult.AlreadyBound, await agent.Channel.Bind(First, TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal(LatchResult.NotBound, await agent.Channel.Confirm(First, Terms, null, Cancellation));
        Assert.Equal(LatchResult.NotBound, await agent.Channel.Renew(First, Terms, Cancellation));
        Assert.Equal(LatchResult.NotBound, await agent.Channel.Wipe(First, Cancellation));
        Assert.Equal(LatchResult.NotBound, await agent.Channel.End(First, Cancellation));
        var (_, refusal) = await agent.Channel.Execute(First, new() { Command = ["true"] }, Cancellation);
        Assert.Equal(RefusalCode.SessionEnded, refusal!.Code);
        Assert.Equal(Second, (await agent.Channel.Status(Cancellation)).Lease);
    }

    [Fact]
    public async Task Wipe_OfTheLastUse_IsRefusedAndNothingHappens()
    {
        await using var agent = await Start(maxUses: 2);
        await agent.Channel.Wipe(First, Cancellation);
        Assert.Equal(WipeOutcome.Proved, (await agent.Channel.Proof(First, Cancellation)).Outcome);
        await agent.Hold(Second);

        Assert.Equal(LatchResult.NotBound, await agent.Channel.Wipe(Second, Cancellation));

        Assert.Equal((Second, true), ((await agent.Channel.Status(Cancellation)).Lease, (await agent.Channel.Status(Cancellation)).Confirmed));
    }

    [Fact]
    public async Task Wipe_OfATemplateWithoutReuseOrOutsideOfANamespace_IsRefused()
    {
        await using var once = await Start(maxUses: 1);
        await using var bare = await RunningAgent.StartLeased(Containment.None, start => start with { MaxUses = 3 });

        Assert.Equal(LatchResult.NotBound, await once.Channel.Wipe(First, Cancellation));
        Assert.Equal(LatchResult.NotBound, await bare.Channel.Wipe(First, Cancellation));
    }

    [Fact]
    public async Task Wipe_OfASandboxThatWasLeasedBeforeItWasWarm_IsRefused()
    {
        await using var agent = RunningAgent.Launch(Containment.Bubblewrap, start => start with { MaxUses = 3 }, "python");
        await agent.Connect();
        await agent.Hold(First);
        await agent.Run("sh", "-c", "echo x > secret");
        Assert.Null(await agent.Channel.Warm(Cancellation));

        Assert.Equal(LatchResult.NotBound, await agent.Channel.Wipe(First, Cancellation));
    }

    [Fact]
    public async Task Wipe_UnderRunningCode_TellsWhoReads()
    {
        await using var agent = await Start(maxUses: 3);
        var execution = await agent.Begin(new() { Command = ["sh", "-c", "echo up; sleep 98765"] });
        await agent.WaitForOutput(execution, "up");
        var reading = agent.Channel.Read(First, execution, 2, TimeSpan.FromSeconds(10), Cancellation);

        Assert.Equal(LatchResult.Ok, await agent.Channel.Wipe(First, Cancellation));

        Assert.Equal(Verdict.SandboxLost, (await reading).Value!.Events[^1].Ended!.Verdict);
        Assert.Equal(WipeOutcome.Proved, (await agent.Channel.Proof(First, Cancellation)).Outcome);
    }

    [Fact]
    public async Task Wipe_WithAnEnvironmentAndAnOpenFile_ForgetsBoth()
    {
        await using var agent = await RunningAgent.Start(Containment.Bubblewrap, start => start with { MaxUses = 3 }, "python");
        await agent.Hold(First, new Dictionary<string, string> { ["SECRET"] = "1" });
        var (file, _) = await agent.Channel.CreateFile(First, "half", Cancellation);

        await agent.Channel.Wipe(First, Cancellation);
        Assert.Equal(WipeOutcome.Proved, (await agent.Channel.Proof(First, Cancellation)).Outcome);
        await agent.Hold(Second);

        Assert.DoesNotContain("SECRET", (await agent.Run(new ExecutionRequest { Command = ["env"] }, Second)).Stdout, StringComparison.Ordinal);
        var (_, refusal) = await agent.Channel.CloseFile(Second, file!.Handle, commit: true, Cancellation);
        Assert.NotNull(refusal);
    }

    [Fact]
    public async Task Proof_WithTheAgentsStepLeftOut_FindsEnvironmentAndOpenFile()
    {
        await using var agent = await RunningAgent.Start(Containment.Bubblewrap, start => start with { MaxUses = 3 });
        await agent.Hold(First, new Dictionary<string, string> { ["SECRET"] = "1" });
        await agent.Channel.CreateFile(First, "half", Cancellation);

        await ((AgentChannel)agent.Channel).Wipe(First, WipeSteps.Agent, Cancellation);
        var report = await agent.Channel.Proof(First, Cancellation);

        Assert.Contains(report.Found, found => found is { Kind: Abstractions.TraceKind.Environment, Subject: "SECRET" });
        Assert.Contains(report.Found, found => found is { Kind: Abstractions.TraceKind.Agent, Subject: "open files" });
    }

    [Fact]
    public async Task Proof_OfALeaseThatWasNotWiped_IsUnknown()
    {
        await using var agent = await Start(maxUses: 3);

        Assert.Equal(WipeOutcome.Unknown, (await agent.Channel.Proof(Second, Cancellation)).Outcome);
        Assert.Equal(WipeOutcome.Unknown, (await agent.Channel.Proof(First, Cancellation)).Outcome);
    }

    [Fact]
    public async Task End_WhileItIsWiped_EndsIt()
    {
        await using var agent = await Start(maxUses: 3);
        await agent.Channel.Wipe(First, Cancellation);

        var ended = await agent.Channel.End(First, Cancellation);

        // The wipe may have been faster; then the lease holds nothing any more.
        Assert.True(ended == LatchResult.NotBound || await agent.Exited() == ExitCodes.Released);
    }

    [Fact]
    public async Task Sandbox_ThatIsUsedManyTimes_IsProvedEachTime()
    {
        await using var agent = await Start(maxUses: 50);
        var lease = First;
        for (var use = 1; use < 20; use++)
        {
            await agent.Run(new ExecutionRequest { Command = ["sh", "-c", "echo x > secret; mkdir -p a/b; sleep 1000 &"] }, lease);
            Assert.Equal(LatchResult.Ok, await agent.Channel.Wipe(lease, Cancellation));
            Assert.Equal((WipeOutcome.Proved, use + 1), ((await agent.Channel.Proof(lease, Cancellation)).Outcome, (await agent.Channel.Status(Cancellation)).Generation));
            await agent.Hold(lease = new($"lease-{use + 1}"));
        }
    }

    private static Task<RunningAgent> Start(int maxUses) => RunningAgent.StartLeased(Containment.Bubblewrap, start => start with { MaxUses = maxUses }, "python");
}
