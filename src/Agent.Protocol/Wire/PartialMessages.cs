namespace Sandboxes.Agent.Protocol;

/// <summary>Messages of which parts have come: at most four at once, and bounded in length.</summary>
internal sealed class PartialMessages
{
    private const int MostAtOnce = 4;
    private readonly Dictionary<uint, WireWriter> _messages = [];

    public bool IsEmpty => _messages.Count == 0;

    /// <summary>False: a bound was passed. <paramref name="complete"/>: <paramref name="frame"/> is now a whole message.</summary>
    public bool Add(ref Frame frame, out bool complete)
    {
        complete = frame.Type != MessageType.Part;
        if (!_messages.TryGetValue(frame.Stream, out var message))
        {
            return complete || Begin(frame);
        }

        if (message.End + frame.Payload.Length > Frame.MostMessageBytes)
        {
            return complete = false;
        }

        message.Raw(frame.Payload);
        if (complete)
        {
            _messages.Remove(frame.Stream);
            frame = new(frame.Type, frame.Stream, message.Written);
        }

        return true;
    }

    private bool Begin(Frame frame)
    {
        if (_messages.Count == MostAtOnce)
        {
            return false;
        }

        var message = new WireWriter();
        message.Raw(frame.Payload);
        _messages.Add(frame.Stream, message);
        return true;
    }
}
