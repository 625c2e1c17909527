namespace Sandboxes.Simulation;

/// <summary>Something that is due at a time. The version is what it was scheduled with: one that was moved meanwhile ignores the older.</summary>
internal interface IDue
{
    void Fire(int version);
}

/// <summary>What is due, earliest first, and at the same time in the order of its coming: a binary heap of structs.</summary>
internal sealed class EventQueue
{
    private Entry[] _heap = new Entry[1_024];
    private long _sequence;

    public int Count { get; private set; }

    public long NextAt => _heap[0].At;

    public void Add(long at, IDue due, int version)
    {
        if (Count == _heap.Length)
        {
            Array.Resize(ref _heap, Count * 2);
        }

        var entry = new Entry(at, _sequence++, due, version);
        var index = Count++;
        while (index > 0 && entry.IsBefore(_heap[(index - 1) / 2]))
        {
            _heap[index] = _heap[(index - 1) / 2];
            index = (index - 1) / 2;
        }

        _heap[index] = entry;
    }

    public Entry Take()
    {
        var first = _heap[0];
        var last = _heap[--Count];
        _heap[Count] = default;
        if (Count > 0)
        {
            Sink(last);
        }

        return first;
    }

    private void Sink(in Entry entry)
    {
        var index = 0;
        while (true)
        {
            var child = (index * 2) + 1;
            if (child >= Count)
            {
                break;
            }

            child += child + 1 < Count && _heap[child + 1].IsBefore(_heap[child]) ? 1 : 0;
            if (!_heap[child].IsBefore(entry))
            {
                break;
            }

            _heap[index] = _heap[child];
            index = child;
        }

        _heap[index] = entry;
    }

    internal readonly record struct Entry(long At, long Sequence, IDue Due, int Version)
    {
        public bool IsBefore(in Entry other) => At < other.At || (At == other.At && Sequence < other.Sequence);
    }
}
