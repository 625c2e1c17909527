using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Who waits for the outcome of a wipe; the last one stays known.</summary>
internal sealed class Proofs
{
    /// <summary>Callers that may wait; the one that has waited longest is told that nothing is known.</summary>
    private const int MostWaiting = 16;

    private static readonly WipeReply NothingKnown = new(WipeOutcome.Unknown, []);
    private readonly List<(Channel Channel, uint Stream)> _waiting = [];
    private string? _lease;
    private WipeReply _last = NothingKnown;

    public void Begin(string lease) => (_lease, _last) = (lease, NothingKnown);

    public void Await(Channel channel, uint stream, string lease, bool goesOn)
    {
        if (lease != _lease || !goesOn)
        {
            Reply(channel, stream, lease == _lease ? _last : NothingKnown);
            return;
        }

        if (_waiting.Count == MostWaiting)
        {
            Reply(_waiting[0].Channel, _waiting[0].Stream, NothingKnown);
            _waiting.RemoveAt(0);
        }

        _waiting.Add((channel, stream));
    }

    public void Answer(WipeReply reply)
    {
        _last = reply;
        _waiting.ForEach(waiting => Reply(waiting.Channel, waiting.Stream, reply));
        _waiting.Clear();
    }

    public void Forget(Channel channel, uint? stream) =>
        _waiting.RemoveAll(waiting => waiting.Channel == channel && (stream is null || waiting.Stream == stream));

    private static void Reply(Channel channel, uint stream, WipeReply reply)
    {
        var output = channel.BeginReply(stream, ReplyKind.Value);
        reply.Encode(output);
        output.Finish();
    }
}
