using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>How an execution ended, as the contract shows it; nulls while it runs.</summary>
internal static class EndJson
{
    /// <summary>The whole object, without the output.</summary>
    public static void Write(Utf8JsonWriter json, string id, ExecutionEnd end)
    {
        json.WriteStartObject();
        WriteVerdict(json, id, end);
        WriteSizes(json, end);
        WriteErrorAndUsage(json, end);
        json.WriteEndObject();
    }

    public static void WriteVerdict(Utf8JsonWriter json, string id, ExecutionEnd? end)
    {
        json.WriteString("id"u8, id);
        if (end is null)
        {
            json.WriteNull("verdict"u8);
        }
        else
        {
            json.WriteString("verdict"u8, Wire<Verdict>.Text(end.Verdict));
        }

        json.WritePropertyName("exitCode"u8);
        if (end?.ExitCode is { } code)
        {
            json.WriteNumberValue(code);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("signal"u8, end?.Signal);
    }

    public static void WriteSizes(Utf8JsonWriter json, ExecutionEnd? end)
    {
        json.WriteBoolean("truncated"u8, end?.Truncated ?? false);
        json.WriteNumber("stdoutBytes"u8, end?.StdoutBytes ?? 0);
        json.WriteNumber("stderrBytes"u8, end?.StderrBytes ?? 0);
    }

    public static void WriteErrorAndUsage(Utf8JsonWriter json, ExecutionEnd? end)
    {
        WriteError(json, end?.Error);
        if (end is null)
        {
            json.WriteNull("usage"u8);
            return;
        }

        json.WriteStartObject("usage"u8);
        json.WriteMs("wallMs"u8, end.WallMs);
        json.WriteMs("cpuMs"u8, end.CpuMs);
        json.WriteNumber("peakMemoryBytes"u8, end.PeakMemoryBytes);
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, ExecutionError? error)
    {
        if (error is null)
        {
            json.WriteNull("error"u8);
            return;
        }

        json.WriteStartObject("error"u8);
        json.WriteString("name"u8, error.Name);
        json.WriteString("message"u8, error.Message);
        json.WriteStrings("traceback"u8, error.Traceback);
        json.WriteEndObject();
    }
}
