using System.Security.Cryptography;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Channels;

/// <summary>A channel over a stream that others can reach or change: sealed, and told to an agent that waits what it is.</summary>
internal static class SealedChannel
{
    private static readonly TimeSpan AgreementDeadline = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Agrees on keys within 5 s, says what it is to an agent that waits for that, and then opens the channel as everywhere (<see cref="AgentChannel.OpenAsync"/>). A stream on which that fails is disposed.
    /// </summary>
    /// <returns>The channel, and whether the agent had waited.</returns>
    /// <exception cref="ChannelClosedException">Whoever answers is not the sandbox's agent, or ended.</exception>
    public static async ValueTask<(ISandboxChannel Channel, SealState Found)> OpenAsync(
        Stream stream, string sandbox, SandboxSecrets secrets, Func<AgentStart> start, TimeProvider time, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(AgreementDeadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            var (state, seal) = await Agree(stream, sandbox, secrets, either.Token);
            if (state == SealState.Waiting)
            {
                await Tell(seal, start(), either.Token);
            }

            return (await AgentChannel.OpenAsync(seal, sandbox, secrets.Key, time, cancellation), state);
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync();
            if (exception is IOException || (exception is OperationCanceledException && deadline.IsCancellationRequested && !cancellation.IsCancellationRequested))
            {
                throw new ChannelClosedException("The agent did not agree on keys.", exception);
            }

            throw;
        }
    }

    private static async ValueTask<(SealState State, SealedStream Stream)> Agree(Stream stream, string sandbox, SandboxSecrets secrets, CancellationToken cancellation)
    {
        var initiator = new SealInitiator(sandbox, secrets.Key, secrets.StartPrivateKey, RandomNumberGenerator.GetBytes(KeyAgreement.KeyBytes));
        await stream.WriteAsync(initiator.Hello, cancellation);
        var answer = new byte[SealKeys.AnswerBytes];
        await stream.ReadExactlyAsync(answer, cancellation);
        return initiator.Accept(answer) is { } agreed
            ? (agreed.State, new(stream, agreed.In, agreed.Out))
            : throw new ChannelClosedException("Whoever answers is no agent of this version.");
    }

    private static async ValueTask Tell(SealedStream stream, AgentStart start, CancellationToken cancellation)
    {
        var writer = new FrameWriter();
        writer.Begin(MessageType.Start, 0);
        writer.Raw(start.Encode());
        writer.Finish();
        await stream.WriteAsync(writer.PendingMemory, cancellation);
    }
}
