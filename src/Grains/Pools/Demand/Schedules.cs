using Cronos;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What a template's schedules ask for at a time.</summary>
internal sealed class Schedules
{
    private readonly Entry[] _entries;

    /// <param name="schedules">Valid ones: <see cref="IdleScheduleErrors"/> has none for them.</param>
    public Schedules(IReadOnlyList<IdleSchedule> schedules) => _entries = [.. schedules.Select(Entry.From)];

    /// <summary>The most that one of them asks for from now until <paramref name="ahead"/> later: what has to stand when it begins is started before.</summary>
    public int At(DateTimeOffset wall, TimeSpan ahead)
    {
        var most = 0;
        foreach (var entry in _entries)
        {
            most = entry.MinIdle > most && entry.IsOn(wall, ahead) ? entry.MinIdle : most;
        }

        return most;
    }

    private sealed record Entry(CronExpression Cron, TimeZoneInfo Zone, int MinIdle, TimeSpan Length)
    {
        /// <summary>When it is looked at again: a cron expression is not evaluated with every tick.</summary>
        private DateTimeOffset _begins = DateTimeOffset.MinValue;
        private DateTimeOffset _known = DateTimeOffset.MaxValue;

        public static Entry From(IdleSchedule schedule) => new(
            CronExpression.Parse(schedule.Cron), TimeZoneInfo.FindSystemTimeZoneById(schedule.TimeZone), schedule.MinIdle, TimeSpan.FromMinutes(schedule.Minutes));

        public bool IsOn(DateTimeOffset wall, TimeSpan ahead)
        {
            if (wall < _known || wall >= _begins + Length)
            {
                _begins = Cron.GetNextOccurrence(wall - Length, Zone) ?? DateTimeOffset.MaxValue - Length;
            }

            _known = wall;
            return _begins <= wall + ahead && wall < _begins + Length;
        }
    }
}
