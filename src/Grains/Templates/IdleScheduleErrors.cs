using Cronos;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public static class IdleScheduleErrors
{
    /// <summary>What is wrong with a schedule, a sentence each.</summary>
    public static IEnumerable<string> Of(IdleSchedule schedule)
    {
        if (!CronExpression.TryParse(schedule.Cron, out _))
        {
            yield return $"the cron expression \"{schedule.Cron}\" is not five fields as cron has them, such as \"45 8 * * MON-FRI\".";
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(schedule.TimeZone, out _))
        {
            yield return $"the time zone \"{schedule.TimeZone}\" is not known; IANA names are, such as \"Europe/Vienna\".";
        }

        if (schedule.MinIdle is < 1 or > 10_000)
        {
            yield return $"minIdle is {schedule.MinIdle}; it must be 1 to 10,000.";
        }

        if (schedule.Minutes is < 1 or > 10_080)
        {
            yield return $"minutes is {schedule.Minutes}; it must be 1 to 10,080.";
        }
    }
}
