using System.Text.Json;

namespace Sandboxes.Frontend;

internal static class JsonExtensions
{
    public static void WriteIfGiven(this Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void WriteIfGiven(this Utf8JsonWriter json, ReadOnlySpan<byte> name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    public static void WriteIfGiven(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    public static void WriteIfGiven(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string>? values)
    {
        if (values is not null)
        {
            json.WriteStrings(name, values);
        }
    }

    public static void WriteStrings(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    public static void WriteMap(this Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyDictionary<string, string>? values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values ?? System.Collections.Immutable.ImmutableDictionary<string, string>.Empty)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Milliseconds to a thousandth, which is what a clock of this kind can tell.</summary>
    public static void WriteMs(this Utf8JsonWriter json, ReadOnlySpan<byte> name, double milliseconds) => json.WriteNumber(name, Math.Round(milliseconds, 3));

    /// <summary>An instant in UTC, as RFC 3339 with a Z.</summary>
    public static void WriteTime(this Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTimeOffset time) => json.WriteString(name, time.UtcDateTime);
}
