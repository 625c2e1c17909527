namespace Sandboxes.Agent.Protocol;

/// <summary>Carries out the verbs of the latch, from frame to reply; for the agent and for a simulation of it alike.</summary>
public static class LatchVerbs
{
    public static bool Handles(MessageType type) => type is >= MessageType.Bind and <= MessageType.End;

    /// <summary>Null: the frame is malformed.</summary>
    public static LatchStep? Apply(Latch latch, TimeSpan now, bool busy, in Frame frame)
    {
        var reader = new WireReader(frame.Payload);
        var lease = frame.Type == MessageType.Retire ? "" : reader.Text();
        var first = frame.Type is MessageType.Bind or MessageType.Confirm or MessageType.Renew ? reader.Duration() : default;
        var second = frame.Type is MessageType.Confirm or MessageType.Renew ? reader.Duration() : default;
        if (reader.Failed)
        {
            return null;
        }

        return frame.Type switch
        {
            MessageType.Bind => latch.Bind(now, lease, first),
            MessageType.Confirm => latch.Confirm(now, lease, first, second, busy),
            MessageType.Renew => latch.Renew(now, lease, first, second, busy),
            MessageType.Retire => latch.Retire(now, busy),
            _ => latch.EndLease(now, lease, busy),
        };
    }

    /// <summary>The environment that a confirm brings, behind its durations.</summary>
    public static Dictionary<string, string> ConfirmedEnv(in Frame frame)
    {
        var reader = new WireReader(frame.Payload);
        reader.Text();
        reader.Duration();
        reader.Duration();
        return reader.Map();
    }
}
