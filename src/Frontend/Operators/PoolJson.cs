using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal static class PoolJson
{
    public static void Write(Utf8JsonWriter json, PoolView pool)
    {
        json.WriteStartObject();
        json.WriteString("node"u8, pool.Node);
        json.WriteString("template"u8, pool.Template);
        json.WriteString("scope"u8, pool.Scope);
        json.WriteNumber("idle"u8, pool.Idle);
        json.WriteNumber("starting"u8, pool.Starting);
        json.WriteNumber("bound"u8, pool.Bound);
        json.WriteNumber("wiping"u8, pool.Wiping);
        json.WriteNumber("failing"u8, pool.Failing);
        json.WriteNumber("target"u8, pool.Target);
        json.WriteNumber("waiting"u8, pool.Waiting);
        json.WriteString("breaker"u8, pool.Breaker);
        json.WriteString("lastDecision"u8, pool.LastDecision);
        json.WriteNumber("needed"u8, pool.Needed);
        json.WriteNumber("arrivalsPerSecond"u8, pool.ArrivalsPerSecond);
        json.WriteNumber("revision"u8, pool.Revision);
        json.WriteNumber("stale"u8, pool.Stale);
        json.WriteString("rollout"u8, pool.Rollout is { } rollout ? Wire<RolloutState>.Name(rollout) : null);
        json.WriteIfGiven("paused"u8, pool.Paused);
        json.WriteIfGiven("minIdleOrdered"u8, pool.MinIdleOrdered);
        json.WriteIfGiven("maxIdleOrdered"u8, pool.MaxIdleOrdered);
        json.WriteIfGiven("reserved"u8, pool.Reserved > 0 ? pool.Reserved : null);
        json.WriteEndObject();
    }
}
