using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal static class TemplateJson
{
    public static void Write(Utf8JsonWriter json, TemplateView view)
    {
        var template = view.Template;
        json.WriteStartObject();
        json.WriteString("name"u8, template.Name);
        json.WriteNumber("revision"u8, template.Revision);
        json.WriteString("image"u8, template.Image);
        json.WriteString("scope"u8, template.Scope);
        json.WriteStrings("kernels"u8, template.Kernels);
        json.WriteMap("env"u8, template.Env);
        WriteLimits(json, template.Limits);
        json.WriteString("network"u8, "none"u8);
        json.WriteNumber("minIdle"u8, template.MinIdle);
        json.WriteNumber("maxIdle"u8, template.MaxIdle);
        json.WriteNumber("maxTotal"u8, template.MaxTotal);
        json.WriteNumber("missProbability"u8, template.MissProbability);
        WriteSchedules(json, template.Schedules);
        json.WriteNumber("idleTimeoutSeconds"u8, template.IdleTimeoutSeconds);
        json.WriteNumber("lifetimeSeconds"u8, template.LifetimeSeconds);
        json.WriteNumber("maxLifetimeSeconds"u8, template.MaxLifetimeSeconds);
        json.WriteStartObject("reuse"u8);
        json.WriteNumber("maxUses"u8, template.MaxUses);
        json.WriteEndObject();
        RolloutJson.Write(json, view);
        json.WriteEndObject();
    }

    private static void WriteSchedules(Utf8JsonWriter json, IReadOnlyList<IdleSchedule> schedules)
    {
        json.WriteStartArray("schedules"u8);
        foreach (var schedule in schedules)
        {
            json.WriteStartObject();
            json.WriteString("cron"u8, schedule.Cron);
            json.WriteString("timeZone"u8, schedule.TimeZone);
            json.WriteNumber("minIdle"u8, schedule.MinIdle);
            json.WriteNumber("minutes"u8, schedule.Minutes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteLimits(Utf8JsonWriter json, SandboxLimits limits)
    {
        json.WriteStartObject("limits"u8);
        json.WriteNumber("memoryBytes"u8, limits.MemoryBytes);
        json.WriteNumber("cpus"u8, limits.Cpus);
        json.WriteNumber("processes"u8, limits.Processes);
        json.WriteNumber("workspaceBytes"u8, limits.WorkspaceBytes);
        json.WriteEndObject();
    }
}
