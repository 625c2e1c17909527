namespace Sandboxes.Agent.Protocol;

/// <summary>What an agent says of itself.</summary>
public readonly record struct StatusReply(
    string Lease, bool Confirmed, int Running, TimeSpan SinceActivity, bool Used, TimeSpan Age, int Processes, TimeSpan Remaining, TimeSpan IdleTimeout, int Generation)
{
    public void Encode(WireWriter writer)
    {
        writer.Text(Lease);
        writer.Bool(Confirmed);
        writer.I32(Running);
        writer.Duration(SinceActivity);
        writer.Bool(Used);
        writer.Duration(Age);
        writer.I32(Processes);
        writer.Duration(Remaining);
        writer.Duration(IdleTimeout);
        writer.I32(Generation);
    }

    public static StatusReply Decode(ref WireReader reader) =>
        new(reader.Text(), reader.Bool(), reader.I32(), reader.Duration(), reader.Bool(), reader.Duration(), reader.I32(), reader.Duration(), reader.Duration(), reader.I32());
}
