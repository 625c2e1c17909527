namespace Sandboxes.Agent.Protocol;

/// <summary>One message. Its payload is valid until the reader is asked for the next.</summary>
public readonly ref struct Frame(MessageType type, uint stream, ReadOnlySpan<byte> payload)
{
    /// <summary>Length, type and stream.</summary>
    public const int HeaderBytes = 9;

    /// <summary>The longest frame, header included.</summary>
    public const int MostBytes = 256 << 10;

    /// <summary>The longest message that travels in parts: a cell of 16 MiB and what belongs to it.</summary>
    public const int MostMessageBytes = 18 << 20;

    public MessageType Type { get; } = type;
    public uint Stream { get; } = stream;
    public ReadOnlySpan<byte> Payload { get; } = payload;
}
