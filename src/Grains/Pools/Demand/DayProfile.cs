namespace Sandboxes.Grains;

/// <summary>
/// What each five minutes of the day needed on the days before: how many had to be idle so that no more than the accepted part of its arrivals found none. What the day before needed is ready a little before its time; a day
/// that differs counts half.
/// </summary>
internal sealed class DayProfile
{
    public static readonly TimeSpan Slot = TimeSpan.FromMinutes(5);

    private const int Slots = 288;
    private readonly float[] _needed = new float[Slots];
    private readonly bool[] _known = new bool[Slots];
    private readonly SlotNeed _current = new();
    private int _slot = -1;
    private DateTime _day;

    public void Arrived(DateTimeOffset wall, int found, double missProbability)
    {
        MoveTo(wall, missProbability);
        _current.Add(found);
    }

    /// <summary>What the days before needed from now until <paramref name="ahead"/> later; zero where nothing is known.</summary>
    public int Needed(DateTimeOffset wall, TimeSpan ahead, double missProbability)
    {
        MoveTo(wall, missProbability);
        var most = 0f;
        for (var (slot, last) = (SlotOf(wall), SlotOf(wall + ahead)); ; slot = (slot + 1) % Slots)
        {
            most = Math.Max(most, _needed[slot]);
            if (slot == last)
            {
                return (int)Math.Ceiling(most);
            }
        }
    }

    private static int SlotOf(DateTimeOffset wall) => (int)(wall.UtcDateTime.TimeOfDay / Slot);

    private void MoveTo(DateTimeOffset wall, double missProbability)
    {
        var (slot, day) = (SlotOf(wall), wall.UtcDateTime.Date);
        if (slot == _slot && day == _day)
        {
            return;
        }

        if (_slot >= 0)
        {
            Close(_slot, _current.Quantile(missProbability));
            CloseSkipped(slot, wall);
        }

        (_slot, _day) = (slot, day);
        _current.Clear();
    }

    /// <summary>Slots that passed without a word needed nothing. A clock that was set is not followed through more than a day.</summary>
    private void CloseSkipped(int slot, DateTimeOffset wall)
    {
        var passed = (wall.UtcDateTime.Date - _day).TotalDays * Slots + slot - _slot;
        for (var skipped = 1; skipped < passed && skipped < Slots; skipped++)
        {
            Close((_slot + skipped) % Slots, 0);
        }
    }

    private void Close(int slot, int needed) =>
        (_needed[slot], _known[slot]) = (_known[slot] ? (_needed[slot] + needed) / 2 : needed, true);

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
