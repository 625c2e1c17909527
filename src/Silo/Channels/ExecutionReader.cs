using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Channels;

/// <summary>Pulls the events of an execution; one that is longer than a reply is put together from its pieces.</summary>
internal sealed class ExecutionReader(CallMultiplexer calls, LeaseId lease, string execution)
{
    public async ValueTask<Outcome<ExecutionEvents>> Read(long after, TimeSpan wait, CancellationToken cancellation)
    {
        var (batch, refusal) = await Pull(after, 0, wait, cancellation);
        if (batch is null)
        {
            return refusal!;
        }

        // Whole events come first; the piece is fetched to its end only where it is alone, so that nobody waits for it.
        return batch.Piece is null || batch.Events.Count > 0
            ? new ExecutionEvents(batch.Events, batch.Complete)
            : await Assemble(batch.Piece, after, cancellation);
    }

    private async ValueTask<Outcome<ExecutionEvents>> Assemble(EventPiece first, long after, CancellationToken cancellation)
    {
        var bytes = new List<byte[]>();
        var have = 0;
        for (var piece = first; ;)
        {
            if (!piece.Follows(have))
            {
                throw new ChannelClosedException("The agent's pieces of an event do not fit together.");
            }

            bytes.Add(piece.Bytes);
            have += piece.Bytes.Length;
            if (have == piece.Total)
            {
                return new ExecutionEvents([EventDecoder.Decode(piece.Id, piece.Kind, Join(bytes, have))], false);
            }

            var (batch, refusal) = await Pull(after, have, TimeSpan.Zero, cancellation);
            if (batch is null)
            {
                return refusal!;
            }

            piece = batch.Piece ?? throw new ChannelClosedException("The agent left an event unfinished.");
        }
    }

    private async ValueTask<Outcome<EventBatch>> Pull(long after, int offset, TimeSpan wait, CancellationToken cancellation)
    {
        var request = new ReadRequest(lease.Value, execution, after, offset, wait, ReadRequest.MostCredit);
        return await calls.Call(MessageType.Read, writer => request.Encode(writer), static (ref WireReader reader) => Replies.Outcome<EventBatch>(ref reader, EventBatch.Decode), cancellation);
    }

    private static byte[] Join(List<byte[]> pieces, int length)
    {
        var whole = new byte[length];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(whole, at);
            at += piece.Length;
        }

        return whole;
    }
}
