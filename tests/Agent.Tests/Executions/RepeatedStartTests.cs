using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests.Executions;

public class RepeatedStartTests
{
    private const int MostRemembered = 64;

    private static CancellationToken Cancellation => RunningAgent.Cancellation;

    [Fact]
    public async Task Start_RepeatedWhenItsEventsAreForgotten_RunsNothing()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.None);
        ExecutionRequest append = new() { Command = ["sh", "-c", "echo once >> made"], Id = "append" };
        await agent.Run(append);
        for (var number = 0; number < MostRemembered; number++)
        {
            await agent.Run(new ExecutionRequest { Command = ["true"], Id = $"other-{number}" });
        }

        var again = await agent.Channel.Execute(RunningAgent.Lease, append, Cancellation);

        Assert.Equal("append", again.Value!.Id);
        Assert.Equal("once\n", await File.ReadAllTextAsync(Path.Combine(agent.Workspace, "made"), Cancellation));
        var read = await agent.Channel.Read(RunningAgent.Lease, "append", 0, TimeSpan.Zero, Cancellation);
        Assert.Equal(RefusalCode.ExecutionNotFound, read.Refusal!.Code);
    }

    [Fact]
    public async Task Start_ThatWasRefused_MayBeTriedAgainWithItsId()
    {
        await using var agent = await RunningAgent.StartLeased(Containment.None);
        var refused = await agent.Channel.Execute(RunningAgent.Lease, new() { Command = ["/nowhere"], Id = "a" }, Cancellation);
        var started = await agent.Channel.Execute(RunningAgent.Lease, new() { Command = ["true"], Id = "a" }, Cancellation);
        Assert.Equal(RefusalCode.CommandNotFound, refused.Refusal!.Code);
        Assert.Equal("a", started.Value!.Id);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("a/b")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Start_WithAnIdThatIsNone_IsNoMessageOfTheProtocol(string id)
    {
        await using var agent = await RunningAgent.StartLeased(Containment.None);
        await Assert.ThrowsAsync<Sandboxes.Grains.ChannelClosedException>(async () =>
            await agent.Channel.Execute(RunningAgent.Lease, new() { Command = ["true"], Id = id }, Cancellation));
    }
}
