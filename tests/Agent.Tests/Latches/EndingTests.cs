using Sandboxes.Agent.Protocol;
using Sandboxes.Silo.Channels;

namespace Sandboxes.Agent.Tests.Latches;

/// <summary>What an agent says in the turn in which its lease ends.</summary>
public class EndingTests
{
    private const uint Bind = 1;
    private const uint Confirm = 2;
    private const uint Renew = 3;
    private const uint Status = 4;

    private static CancellationToken Cancellation => RunningAgent.Cancellation;

    [Fact]
    public async Task Status_InTheTurnInWhichTheLifetimeIsOver_IsNotAnswered()
    {
        await using var agent = RunningAgent.Launch(Containment.None);
        await using var stream = await agent.ConnectStream();
        var reader = await ManagerHello.Shake(stream, RunningAgent.Sandbox, agent.Key, Cancellation);

        // In one write, so that the agent finds all of them in one turn of its loop, and the lifetime is over when it comes to the last.
        await stream.WriteAsync(LeaseThatIsOverAtOnce().PendingMemory, Cancellation);

        // "Not confirmed" would be read as "the silo that opened it ended before it was open".
        Assert.Equal([Bind, Confirm, Renew], await Answered(stream, reader));
        Assert.Equal(ExitCodes.Lifetime, await agent.Exited());
    }

    private static FrameWriter LeaseThatIsOverAtOnce()
    {
        var frames = new FrameWriter();
        frames.Begin(MessageType.Bind, Bind);
        frames.Text(RunningAgent.Lease.Value);
        frames.Duration(TimeSpan.FromSeconds(30));
        frames.Finish();
        frames.Begin(MessageType.Confirm, Confirm);
        frames.Text(RunningAgent.Lease.Value);
        frames.Duration(TimeSpan.FromHours(1));
        frames.Duration(TimeSpan.FromMinutes(1));
        frames.Map(null);
        frames.Finish();
        frames.Begin(MessageType.Renew, Renew);
        frames.Text(RunningAgent.Lease.Value);
        frames.Duration(TimeSpan.Zero);
        frames.Duration(TimeSpan.FromMinutes(1));
        frames.Finish();
        frames.Empty(MessageType.Status, Status);
        return frames;
    }

    private static async Task<List<uint>> Answered(Stream stream, FrameReader reader)
    {
        var answered = new List<uint>();
        int count;
        do
        {
            while (reader.Next(out var frame) == FrameRead.Frame)
            {
                answered.Add(frame.Stream);
            }

            count = await stream.ReadAsync(reader.Room(), Cancellation);
            reader.Received(count);
        }
        while (count > 0);
        return answered;
    }
}
