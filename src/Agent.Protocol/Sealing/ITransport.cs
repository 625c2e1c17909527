namespace Sandboxes.Agent.Protocol;

/// <summary>Between a channel's descriptor and its frames: bytes as they are, or sealed. It does no I/O.</summary>
public interface ITransport
{
    /// <summary>Where to read into. Never empty.</summary>
    Memory<byte> Room();

    /// <summary>So many bytes came. False: they cannot be the other side's, and the channel is to be closed.</summary>
    bool Received(int count);

    /// <summary>What is to be written next; empty where nothing is. <see cref="Sent"/> says how much of it was.</summary>
    ReadOnlySpan<byte> Pending();

    void Sent(int count);

    /// <summary>Bytes that could be written now, sealed yet or not.</summary>
    int PendingBytes { get; }
}

/// <summary>Frames as they are, for a stream that nobody else can reach.</summary>
public sealed class PlainTransport(FrameReader input, FrameWriter output) : ITransport
{
    public int PendingBytes => output.PendingBytes;

    public Memory<byte> Room() => input.Room();

    public bool Received(int count)
    {
        input.Received(count);
        return true;
    }

    public ReadOnlySpan<byte> Pending() => output.Pending;

    public void Sent(int count) => output.Sent(count);
}
