using System.Text.Json;
using System.Text.Json.Serialization;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>The parts of a row that have no columns of their own.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Served))]
internal sealed partial class SessionJson : JsonSerializerContext
{
    public static string? Write(IReadOnlyDictionary<string, string>? metadata) =>
        metadata is null ? null : JsonSerializer.Serialize(metadata, Default.IReadOnlyDictionaryStringString);

    public static string? Write(Served? served) => served is null ? null : JsonSerializer.Serialize(served, Default.Served);

    public static IReadOnlyDictionary<string, string>? ReadMetadata(string? json) =>
        json is null ? null : JsonSerializer.Deserialize(json, Default.DictionaryStringString);

    public static Served? ReadServed(string? json) => json is null ? null : JsonSerializer.Deserialize(json, Default.Served);
}
