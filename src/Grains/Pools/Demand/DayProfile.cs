using System.Buffers.Binary;

namespace Sandboxes.Grains;

/// <summary>
/// What each five minutes of the day needed on the days before: how many had to be idle so that no more than the accepted part of its arrivals found none. What the day before needed is ready a little before its time; a day
/// that differs counts half. Saturdays and Sundays are days of their own, for what the last one of their kind needed; before there was one, the days of the other kind say it. All times are UTC.
/// </summary>
internal sealed class DayProfile
{
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    private const int Slots = 288;
    private const int Kinds = 2;

    /// <summary>Stored in this part of a sandbox, 0 being what is not known.</summary>
    private const int Fraction = 32;
    private const byte Format = 1;
    private const int Encoded = 1 + (Kinds * Slots * sizeof(ushort));

    private readonly float[] _needed = new float[Kinds * Slots];
    private readonly bool[] _known = new bool[Kinds * Slots];
    private readonly SlotNeed _current = new();
    private long _slot = -1;

    /// <summary>The first slot was not seen from its beginning.</summary>
    private bool _isPartial = true;

    /// <summary>Slots are numbered since the first day that there is, which was a Monday.</summary>
    public static long SlotAt(DateTimeOffset wall) => wall.UtcTicks / Slot.Ticks;

    /// <summary>All that is known comes to; what is stored first where not all is.</summary>
    public float Total => _needed.Sum();

    public void Arrived(DateTimeOffset wall, int found, double missProbability)
    {
        MoveTo(wall, missProbability);
        _current.Add(found);
    }

    /// <summary>What the days before needed from now until <paramref name="ahead"/> later, at most a day; zero where nothing is known.</summary>
    public int Needed(DateTimeOffset wall, TimeSpan ahead, double missProbability)
    {
        MoveTo(wall, missProbability);
        var (most, last) = (0f, Math.Min(SlotAt(wall + ahead), SlotAt(wall) + Slots - 1));
        for (var slot = SlotAt(wall); slot <= last; slot++)
        {
            most = Math.Max(most, Needed(slot));
        }

        return (int)Math.Ceiling(most);
    }

    /// <summary>For the next activation of the pool. The slot of now is not in it.</summary>
    public byte[] Encode(DateTimeOffset wall, double missProbability)
    {
        MoveTo(wall, missProbability);
        var bytes = new byte[Encoded];
        bytes[0] = Format;
        for (var i = 0; i < _needed.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(At(bytes, i), _known[i] ? (ushort)(1 + Math.Round(_needed[i] * Fraction)) : (ushort)0);
        }

        return bytes;
    }

    /// <summary>What an earlier activation knew: as the days before those that were seen here. What has another format says nothing.</summary>
    public void Recall(byte[] bytes)
    {
        if (bytes.Length != Encoded || bytes[0] != Format)
        {
            return;
        }

        for (var i = 0; i < _needed.Length; i++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(At(bytes, i)) is > 0 and var stored)
            {
                var before = (stored - 1) / (float)Fraction;
                (_needed[i], _known[i]) = (_known[i] ? (before + _needed[i]) / 2 : before, true);
            }
        }
    }

    private static Span<byte> At(byte[] bytes, int index) => bytes.AsSpan(1 + (index * sizeof(ushort)), sizeof(ushort));

    private static int IndexOf(long slot) => (int)(slot % Slots) + (slot / Slots % 7 >= 5 ? Slots : 0);

    private float Needed(long slot)
    {
        var index = IndexOf(slot);
        return _known[index] ? _needed[index] : _needed[(index + Slots) % _needed.Length];
    }

    private void MoveTo(DateTimeOffset wall, double missProbability)
    {
        var slot = SlotAt(wall);
        if (slot == _slot)
        {
            return;
        }

        if (_slot >= 0)
        {
            Close(_slot, _current.Quantile(missProbability));
            CloseSkipped(slot);
        }

        _slot = slot;
        _current.Clear();
    }

    /// <summary>Slots that passed without a word needed nothing. A clock that was set is not followed through more than a day.</summary>
    private void CloseSkipped(long slot)
    {
        for (var skipped = 1; skipped < slot - _slot && skipped < Slots; skipped++)
        {
            Close(_slot + skipped, 0);
        }
    }

    /// <summary>Of a slot whose beginning was not seen it is only known that it needed at least so many.</summary>
    private void Close(long slot, int needed)
    {
        var index = IndexOf(slot);
        _needed[index] = !_known[index] ? needed : _isPartial ? Math.Max(_needed[index], needed) : (_needed[index] + needed) / 2;
        (_known[index], _isPartial) = (true, false);
    }

    /// <summary>The arrivals of one slot by what was being replaced when they came.</summary>
    private sealed class SlotNeed
    {
        private const int Most = 1_024;
        private readonly double[] _arrivals = new double[Most];
        private int _total;
        private int _highest = -1;

        public void Add(int found)
        {
            var bucket = Math.Min(found, Most - 1);
            _arrivals[bucket]++;
            _total++;
            _highest = Math.Max(_highest, bucket);
        }

        public int Quantile(double missProbability) => Tail.Below(_arrivals.AsSpan(0, _highest + 1), _total * missProbability) + 1;

        public void Clear()
        {
            Array.Clear(_arrivals, 0, _highest + 1);
            (_total, _highest) = (0, -1);
        }
    }
}
