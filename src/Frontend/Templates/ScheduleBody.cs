using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>When more sandboxes of a template are to be idle. Whether cron fields and time zone mean something is said by the cluster.</summary>
internal sealed class ScheduleBody
{
    private const int MaxCronCharacters = 128;
    private const int MaxTimeZoneCharacters = 64;
    private const int MaxMinutes = 10_080;

    public static Shape<ScheduleBody> Shape { get; } = new(
        Fields.Text<ScheduleBody>("cron", (body, cron) => body.Schedule = body.Schedule with { Cron = cron }, "When it begins: minute, hour, day of month, month, day of week.", MaxCronCharacters),
        Fields.Text<ScheduleBody>("timeZone", (body, zone) => body.Schedule = body.Schedule with { TimeZone = zone }, "The IANA name of the time zone that cron is meant in. Default: UTC.", MaxTimeZoneCharacters),
        Fields.Integer<ScheduleBody>("minIdle", 1, TemplateBody.MaxIdleSandboxes, (body, value) => body.Schedule = body.Schedule with { MinIdle = (int)value }, "How many are idle at least."),
        Fields.Integer<ScheduleBody>("minutes", 1, MaxMinutes, (body, value) => body.Schedule = body.Schedule with { Minutes = (int)value }, "For how long. Default: 60."));

    public IdleSchedule Schedule { get; private set; } = new();
}
