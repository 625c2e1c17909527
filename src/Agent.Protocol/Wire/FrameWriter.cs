using System.Buffers.Binary;

namespace Sandboxes.Agent.Protocol;

/// <summary>Frames that wait to be sent. What is longer than a frame is sent in parts.</summary>
public sealed class FrameWriter : WireWriter
{
    private const int KeptBytes = 64 << 10;
    private const int MostPayload = Frame.MostBytes - Frame.HeaderBytes;
    private int _sent;
    private int _begin;

    public ReadOnlySpan<byte> Pending => Written[_sent..];

    public ReadOnlyMemory<byte> PendingMemory => WrittenMemory[_sent..];

    public int PendingBytes => End - _sent;

    public void Begin(MessageType type, uint stream)
    {
        _begin = End;
        Header(type, stream, 0);
    }

    public void Finish()
    {
        var length = End - _begin;
        if (length > Frame.MostBytes)
        {
            Split();
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(Buffer[_begin..], length);
    }

    public void Empty(MessageType type, uint stream)
    {
        Begin(type, stream);
        Finish();
    }

    /// <summary>The first <paramref name="count"/> pending bytes were sent.</summary>
    public void Sent(int count)
    {
        _sent += count;
        if (_sent < End)
        {
            return;
        }

        _sent = 0;
        Truncate(0);
        Shrink(KeptBytes);
    }

    private void Header(MessageType type, uint stream, int payload)
    {
        I32(payload + Frame.HeaderBytes);
        U8((byte)type);
        U32(stream);
    }

    private void Split()
    {
        var message = Written[_begin..].ToArray();
        var type = (MessageType)message[4];
        var stream = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(5));
        Truncate(_begin);
        for (var at = Frame.HeaderBytes; at < message.Length; at += MostPayload)
        {
            var count = Math.Min(MostPayload, message.Length - at);
            Header(at + count < message.Length ? MessageType.Part : type, stream, count);
            Raw(message.AsSpan(at, count));
        }
    }
}
