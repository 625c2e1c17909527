using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent.Tests.Latches;

public class LeaseTests
{
    private static readonly LeaseId Other = new("lease-2");
    private static readonly LeaseTerms Terms = new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));

    private static CancellationToken Cancellation => RunningAgent.Cancellation;

    [Fact]
    public async Task SecondLease_OverASecondChannel_IsTurnedAway()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.None);
        var second = await agent.Connect();

        Assert.Equal(LatchResult.AlreadyBound, await second.Bind(Other, TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal(LatchResult.AlreadyBound, await second.Retire(Cancellation));
        Assert.Equal(LatchResult.NotBound, await second.Confirm(Other, Terms, null, Cancellation));
        Assert.Equal(LatchResult.NotBound, await second.End(Other, Cancellation));
        var (_, refusal) = await second.Execute(Other, new() { Command = ["true"] }, Cancellation);
        Assert.Equal(RefusalCode.SessionEnded, refusal!.Code);
        Assert.Equal(RunningAgent.Lease, (await second.Status(Cancellation)).Lease);
    }

    [Fact]
    public async Task End_OfTheLease_KillsEverythingAndTellsWhoReads()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.None);
        var execution = await agent.Begin(new() { Command = ["sh", "-c", "echo up; sleep 98765"] });
        await agent.WaitForOutput(execution, "up");
        var reading = agent.Channel.Read(RunningAgent.Lease, execution, 2, TimeSpan.FromSeconds(10), Cancellation);

        Assert.Equal(LatchResult.Ok, await agent.Channel.End(RunningAgent.Lease, Cancellation));

        Assert.Equal(Verdict.SandboxLost, (await reading).Value!.Events[^1].Ended!.Verdict);
        Assert.Equal(ExitCodes.Released, await agent.Exited());
        await agent.Channel.Closed;
    }

    [Fact]
    public async Task Retire_WhileIdle_EndsIt()
    {
        await using var agent = await RunningAgent.Start(Containment.None, null, "python");

        Assert.Equal(LatchResult.Ok, await agent.Channel.Retire(Cancellation));

        Assert.Equal(ExitCodes.Retired, await agent.Exited());
    }

    [Fact]
    public async Task Lease_ThatIsNotConfirmed_EndsTheSandbox()
    {
        await using var agent = await RunningAgent.Start(Containment.None);

        await agent.Channel.Bind(RunningAgent.Lease, TimeSpan.FromMilliseconds(100), Cancellation);

        Assert.Equal(ExitCodes.Unconfirmed, await agent.Exited());
    }

    [Fact]
    public async Task Lifetime_ThatIsUp_EndsTheSandboxUnderRunningCode()
    {
        await using var agent = await RunningAgent.Start(Containment.None);
        await agent.Channel.Bind(RunningAgent.Lease, TimeSpan.FromSeconds(30), Cancellation);
        await agent.Channel.Confirm(RunningAgent.Lease, new(TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1)), null, Cancellation);

        var ran = await agent.Shell("sleep 100");

        Assert.Equal(Verdict.SandboxLost, ran.Ended.Verdict);
        Assert.Equal(ExitCodes.Lifetime, await agent.Exited());
    }

    [Fact]
    public async Task IdleAgent_ThatNobodySpeaksTo_RetiresItself()
    {
        await using var agent = RunningAgent.Launch(Containment.None, start => start with { IdleDeadline = TimeSpan.FromMilliseconds(100) });

        Assert.Equal(ExitCodes.Abandoned, await agent.Exited());
    }

    [Fact]
    public async Task WrongKey_ProvesNothing()
    {
        await using var agent = await RunningAgent.Start(Containment.None);

        await Assert.ThrowsAsync<Sandboxes.Grains.ChannelClosedException>(() => agent.Connect(new byte[32]));

        Assert.Equal(0, (await agent.Channel.Status(Cancellation)).Running);
    }

    [Fact]
    public async Task UnprovenConnections_MakeRoomForTheNext()
    {
        await using var agent = await RunningAgent.Start(Containment.None);
        var idle = new List<Stream>();
        for (var i = 0; i < 10; i++)
        {
            idle.Add(await agent.ConnectStream());
        }

        var channel = await agent.Connect();

        Assert.False((await channel.Status(Cancellation)).Confirmed);
        idle.ForEach(stream => stream.Dispose());
    }
}
