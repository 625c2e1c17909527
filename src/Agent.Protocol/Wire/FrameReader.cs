using System.Buffers.Binary;

namespace Sandboxes.Agent.Protocol;

public enum FrameRead { Frame, NeedMore, Malformed }

/// <summary>Bytes in, frames out. Malformed is final.</summary>
public sealed class FrameReader
{
    private const int SmallestBuffer = 4 << 10;
    private const int KeptBytes = 64 << 10;
    private readonly PartialMessages _partial = new();
    private byte[] _bytes = [];
    private int _start;
    private int _end;
    private bool _malformed;

    /// <summary>Where to read into; <see cref="Received(int)"/> says how much came. Never empty.</summary>
    public Memory<byte> Room()
    {
        if (_start == _end)
        {
            Rewind();
        }

        if (_bytes.Length - _end < SmallestBuffer / 2)
        {
            MakeRoom();
        }

        return _bytes.AsMemory(_end);
    }

    public void Received(int count) => _end += count;

    public void Received(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = Room().Span;
            var count = Math.Min(room.Length, bytes.Length);
            bytes[..count].CopyTo(room);
            Received(count);
            bytes = bytes[count..];
        }
    }

    public FrameRead Next(out Frame frame)
    {
        frame = default;
        while (!_malformed && Whole(out var length))
        {
            frame = Decode(_bytes.AsSpan(_start, length));
            _start += length;
            if (frame.Type != MessageType.Part && _partial.IsEmpty)
            {
                return FrameRead.Frame;
            }

            _malformed = !_partial.Add(ref frame, out var complete);
            if (complete)
            {
                return FrameRead.Frame;
            }
        }

        return _malformed ? FrameRead.Malformed : FrameRead.NeedMore;
    }

    private bool Whole(out int length)
    {
        length = 0;
        if (_end - _start < 4)
        {
            return false;
        }

        length = BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(_start));
        _malformed = length is < Frame.HeaderBytes or > Frame.MostBytes;
        return !_malformed && _end - _start >= length;
    }

    private static Frame Decode(ReadOnlySpan<byte> bytes) =>
        new((MessageType)bytes[4], BinaryPrimitives.ReadUInt32LittleEndian(bytes[5..]), bytes[Frame.HeaderBytes..]);

    private void Rewind()
    {
        _start = _end = 0;
        if (_bytes.Length > KeptBytes)
        {
            _bytes = [];
        }
    }

    private void MakeRoom()
    {
        var used = _end - _start;
        var target = used + SmallestBuffer > _bytes.Length
            ? new byte[Math.Max(SmallestBuffer, Math.Min(_bytes.Length * 4, Frame.MostBytes + SmallestBuffer))]
            : _bytes;
        if (target.Length < used + SmallestBuffer)
        {
            target = new byte[used + SmallestBuffer];
        }

        _bytes.AsSpan(_start, used).CopyTo(target);
        (_bytes, _start, _end) = (target, 0, used);
    }
}
