using System.Security.Cryptography;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Channels;

/// <summary>The handshake over a stream.</summary>
internal static class ManagerHello
{
    /// <summary>Returns the reader, which may hold more than the handshake. Throws <see cref="ChannelClosedException"/> where the agent proves nothing.</summary>
    public static async ValueTask<FrameReader> Shake(Stream stream, string sandbox, ReadOnlyMemory<byte> key, CancellationToken cancellation)
    {
        var handshake = new ManagerHandshake(sandbox, key, RandomNumberGenerator.GetBytes(Proof.NonceBytes));
        var reader = new FrameReader();
        var writer = new FrameWriter();
        while (true)
        {
            var step = Step(handshake, reader, writer);
            if (step == HandshakeStep.Proven)
            {
                return reader;
            }

            if (step != HandshakeStep.Continue)
            {
                throw new ChannelClosedException(step == HandshakeStep.OtherVersion ? "The agent speaks another version of the protocol." : "The agent does not prove its key.");
            }

            await stream.WriteAsync(writer.PendingMemory, cancellation);
            writer.Sent(writer.PendingBytes);
            var count = await stream.ReadAsync(reader.Room(), cancellation);
            reader.Received(count > 0 ? count : throw new ChannelClosedException("The agent closed the channel during the handshake."));
        }
    }

    private static HandshakeStep Step(ManagerHandshake handshake, FrameReader reader, FrameWriter writer)
    {
        var step = HandshakeStep.Continue;
        while (step == HandshakeStep.Continue)
        {
            var read = reader.Next(out var frame);
            if (read != FrameRead.Frame)
            {
                return read == FrameRead.NeedMore ? HandshakeStep.Continue : HandshakeStep.NotProven;
            }

            step = handshake.Accept(frame, writer);
        }

        return step;
    }
}
