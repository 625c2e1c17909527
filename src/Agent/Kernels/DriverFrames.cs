using System.Buffers.Binary;

namespace Sandboxes.Agent;

internal enum DriverMessage : byte
{
    Run = 1,
    Env = 2,
    Code = 9,
    Ready = 10,
    Result = 11,
    Error = 12,
    Done = 13,
}

/// <summary>Frames from a driver, whose process the user's code shares: u32 length of the payload, u8 type, payload.</summary>
internal sealed class DriverFrames
{
    private const int HeaderBytes = 5;
    private const int MostPayload = (8 << 20) + 1024;
    private const int SmallestBuffer = 4 << 10;
    private const int KeptBytes = 64 << 10;
    private byte[] _bytes = new byte[SmallestBuffer];
    private int _start;
    private int _end;

    public Span<byte> Room()
    {
        if (_start == _end)
        {
            _start = _end = 0;
            _bytes = _bytes.Length > KeptBytes ? new byte[SmallestBuffer] : _bytes;
        }

        if (_end == _bytes.Length)
        {
            Grow();
        }

        return _bytes.AsSpan(_end);
    }

    public void Received(int count) => _end += count;

    /// <summary>False: no whole frame is there. A frame that cannot be is <paramref name="bad"/>, and final.</summary>
    public bool Next(out DriverMessage type, out ReadOnlySpan<byte> payload, out bool bad)
    {
        type = default;
        payload = default;
        bad = false;
        var waiting = _bytes.AsSpan(_start, _end - _start);
        if (waiting.Length < HeaderBytes)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(waiting);
        bad = length > MostPayload;
        if (bad || waiting.Length < HeaderBytes + length)
        {
            return false;
        }

        type = (DriverMessage)waiting[4];
        payload = waiting.Slice(HeaderBytes, (int)length);
        _start += HeaderBytes + (int)length;
        return true;
    }

    private void Grow()
    {
        var used = _end - _start;
        var target = used > _bytes.Length / 2 ? new byte[Math.Min(_bytes.Length * 4, MostPayload + HeaderBytes + SmallestBuffer)] : _bytes;
        _bytes.AsSpan(_start, used).CopyTo(target);
        (_bytes, _start, _end) = (target, 0, used);
    }
}
