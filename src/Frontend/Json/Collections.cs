using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandboxes.Frontend;

/// <summary>Fields that hold several values, each with its bounds.</summary>
internal static class Collections
{
    public static Field<T> Texts<T>(string name, int mostItems, Action<T, string[]> set, string says) =>
        new(name, (ref reader, target) =>
        {
            var texts = new List<string>();
            if (!ReadItems(ref reader, mostItems, (ref inner) => Add(ref inner, texts)))
            {
                return false;
            }

            set(target, [.. texts]);
            return true;
        }, Fields.Schema("array", says, ("items", new JsonObject { ["type"] = "string" }), ("maxItems", mostItems)));

    public static Field<T> Parts<T, TPart>(string name, int mostItems, Shape<TPart> shape, Func<TPart> make, Action<T, List<TPart>> set, string says) =>
        new(name, (ref reader, target) =>
        {
            var parts = new List<TPart>();
            if (!ReadItems(ref reader, mostItems, (ref inner) => Add(ref inner, shape, make(), parts)))
            {
                return false;
            }

            set(target, parts);
            return true;
        }, Fields.Schema("array", says, ("items", new JsonObject { ["type"] = "object", ["properties"] = Fields.Properties(shape), ["additionalProperties"] = false }), ("maxItems", mostItems)));

    public static Field<T> Map<T>(string name, int mostEntries, int mostBytes, Func<string, bool> isName, Action<T, Dictionary<string, string>> set, string says) =>
        new(name, (ref reader, target) =>
        {
            var map = new Dictionary<string, string>();
            if (!ReadMap(ref reader, new(mostEntries, mostBytes, isName), map))
            {
                return false;
            }

            set(target, map);
            return true;
        }, Fields.Schema("object", says, ("additionalProperties", new JsonObject { ["type"] = "string" }), ("maxProperties", mostEntries)));

    private delegate bool ReadItem(ref StrictReader reader);

    private sealed record MapBounds(int Entries, int Bytes, Func<string, bool> IsName);

    private static bool ReadItems(ref StrictReader reader, int most, ReadItem read)
    {
        if (!reader.Expect(JsonTokenType.StartArray, "a list"))
        {
            return false;
        }

        var outer = reader.Descend("");
        for (var i = 0; reader.Move() && reader.Token != JsonTokenType.EndArray; i++)
        {
            reader.Enter($"[{i}]");
            if (i == most ? !reader.Refuse(ErrorTable.InvalidField, $"{reader.Field}: the list may have at most {most} items.", Range.Of(0, most)) : !read(ref reader))
            {
                return false;
            }
        }

        reader.Ascend(outer);
        return true;
    }

    private static bool Add(ref StrictReader reader, List<string> texts)
    {
        if (!reader.ReadText(out var text))
        {
            return false;
        }

        texts.Add(text);
        return true;
    }

    private static bool Add<TPart>(ref StrictReader reader, Shape<TPart> shape, TPart part, List<TPart> parts)
    {
        var outer = reader.Descend(".");
        if (!shape.Read(ref reader, part))
        {
            return false;
        }

        reader.Ascend(outer);
        parts.Add(part);
        return true;
    }

    private static bool ReadMap(ref StrictReader reader, MapBounds bounds, Dictionary<string, string> map)
    {
        if (!reader.Expect(JsonTokenType.StartObject, "an object"))
        {
            return false;
        }

        var bytes = 0;
        var outer = reader.Descend(".");
        while (reader.Move() && reader.Token == JsonTokenType.PropertyName)
        {
            if (!ReadEntry(ref reader, bounds, map, ref bytes))
            {
                return false;
            }
        }

        reader.Ascend(outer);
        return true;
    }

    private static bool ReadEntry(ref StrictReader reader, MapBounds bounds, Dictionary<string, string> map, ref int bytes)
    {
        if (!reader.ReadName(out var name))
        {
            return false;
        }

        reader.Enter(name);
        if (!bounds.IsName(name))
        {
            return reader.Refuse(ErrorTable.InvalidField, $"{reader.Field} is not a valid name.");
        }

        reader.Move();
        return reader.ReadText(out var value) && AddEntry(ref reader, bounds, map, name, value, ref bytes);
    }

    private static bool AddEntry(ref StrictReader reader, MapBounds bounds, Dictionary<string, string> map, string name, string value, ref int bytes)
    {
        if (!map.TryAdd(name, value))
        {
            return reader.Refuse(ErrorTable.InvalidJson, $"{reader.Field} is given twice.");
        }

        bytes += Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value);
        return (map.Count <= bounds.Entries && bytes <= bounds.Bytes)
            || reader.Refuse(ErrorTable.InvalidField, $"{reader.Field}: at most {bounds.Entries} entries and {bounds.Bytes} bytes are accepted here.", Range.Of(0, bounds.Entries));
    }
}
