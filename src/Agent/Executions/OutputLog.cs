using System.Runtime.InteropServices;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// The events of one execution, in memory of its own so that the managed heap stays small. Ids count from 1. Output that nobody
/// has read yet is joined to the event before it.
/// </summary>
internal sealed unsafe class OutputLog : IDisposable
{
    private const int LargestJoinedEvent = 32 << 10;
    private const int SmallestBuffer = 512;

    // id, kind, total, offset and count of one event in a reply.
    private const int EventHeaderBytes = 8 + 1 + 4 + 4 + 4;
    private readonly List<Entry> _entries = [];
    private byte* _bytes;
    private int _capacity;
    private int _length;
    private int _delivered;

    private readonly record struct Entry(EventKind Kind, int Start, int Length);

    public int Count => _entries.Count;

    public int Bytes => _length;

    public bool Has(long after) => after < _entries.Count;

    public void Append(EventKind kind, ReadOnlySpan<byte> payload)
    {
        var start = Store(payload);
        if (!TryJoin(kind, payload.Length))
        {
            _entries.Add(new(kind, start, payload.Length));
        }
    }

    /// <summary>Writes what is after a cursor, within the credit. True: the last event was written to its end.</summary>
    public bool Write(FrameWriter output, in ReadRequest request, bool ended)
    {
        var (count, lastBytes) = Fit(request);
        var complete = ended && request.After + count >= _entries.Count && (count == 0 || lastBytes == Rest(request, count - 1));
        output.Bool(complete);
        output.I32(count);
        for (var i = 0; i < count; i++)
        {
            WriteEvent(output, request, i, i == count - 1 ? lastBytes : Rest(request, i));
        }

        _delivered = Math.Max(_delivered, (int)request.After + count);
        return complete;
    }

    public void Dispose()
    {
        NativeMemory.Free(_bytes);
        _bytes = null;
        _capacity = _length = 0;
        _entries.Clear();
    }

    private bool TryJoin(EventKind kind, int length)
    {
        if (_entries.Count == 0 || _entries.Count <= _delivered || kind is not (EventKind.Stdout or EventKind.Stderr))
        {
            return false;
        }

        var last = _entries[^1];
        if (last.Kind != kind || last.Length + length > LargestJoinedEvent)
        {
            return false;
        }

        _entries[^1] = last with { Length = last.Length + length };
        return true;
    }

    // How many events go into one reply, and how much of the last of them.
    private (int Count, int LastBytes) Fit(in ReadRequest request)
    {
        var credit = Math.Clamp(request.Credit, 1, ReadRequest.MostCredit);
        var count = 0;
        while (request.After + count < _entries.Count)
        {
            var rest = Rest(request, count);
            if (rest + EventHeaderBytes > credit)
            {
                return count > 0 ? (count, Rest(request, count - 1)) : (1, Math.Min(rest, credit));
            }

            credit -= rest + EventHeaderBytes;
            count++;
        }

        return (count, count == 0 ? 0 : Rest(request, count - 1));
    }

    private int Rest(in ReadRequest request, int index) => _entries[(int)request.After + index].Length - Offset(request, index);

    private int Offset(in ReadRequest request, int index) =>
        index == 0 ? Math.Clamp(request.Offset, 0, _entries[(int)request.After].Length) : 0;

    private void WriteEvent(FrameWriter output, in ReadRequest request, int index, int bytes)
    {
        var entry = _entries[(int)request.After + index];
        var offset = Offset(request, index);
        output.I64(request.After + index + 1);
        output.U8((byte)entry.Kind);
        output.I32(entry.Length);
        output.I32(offset);
        output.Bytes(new(_bytes + entry.Start + offset, bytes));
    }

    private int Store(ReadOnlySpan<byte> payload)
    {
        if (_capacity - _length < payload.Length)
        {
            _capacity = Math.Max(Math.Max(_capacity * 2, SmallestBuffer), _length + payload.Length);
            _bytes = (byte*)NativeMemory.Realloc(_bytes, (nuint)_capacity);
        }

        payload.CopyTo(new(_bytes + _length, payload.Length));
        _length += payload.Length;
        return _length - payload.Length;
    }
}
