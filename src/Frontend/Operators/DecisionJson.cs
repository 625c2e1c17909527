using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal static class DecisionJson
{
    public static void Write(Utf8JsonWriter json, PoolDecisionView decision)
    {
        json.WriteStartObject();
        json.WriteTime("at"u8, decision.At);
        json.WriteString("node"u8, decision.Node);
        json.WriteString("template"u8, decision.Template);
        json.WriteString("scope"u8, decision.Scope);
        json.WriteNumber("target"u8, decision.Target);
        json.WriteString("bound"u8, decision.Bound);
        json.WriteString("action"u8, decision.Action);
        json.WriteNumber("idle"u8, decision.Idle);
        json.WriteNumber("starting"u8, decision.Starting);
        json.WriteNumber("leased"u8, decision.Leased);
        json.WriteNumber("waiting"u8, decision.Waiting);
        json.WriteNumber("started"u8, decision.Started);
        json.WriteNumber("retired"u8, decision.Retired);
        Write(json, decision.Forecast);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ForecastView forecast)
    {
        json.WriteStartObject("forecast"u8);
        json.WriteNumber("arrivalsPerSecond"u8, Math.Round(forecast.ArrivalsPerSecond, 3));
        json.WriteNumber("refillSeconds"u8, Math.Round(forecast.RefillSeconds, 3));
        json.WriteNumber("expected"u8, Math.Round(forecast.Expected, 3));
        json.WriteNumber("deviations"u8, Math.Round(forecast.Deviations, 2));
        json.WriteNumber("neededThisTimeOfDay"u8, forecast.NeededThisTimeOfDay);
        json.WriteNumber("scheduled"u8, forecast.Scheduled);
        json.WriteNumber("needed"u8, forecast.Needed);
        json.WriteEndObject();
    }
}
