using System.Text.Json.Nodes;

namespace Sandboxes.Frontend;

/// <summary>The kinds of fields that requests are made of.</summary>
internal static class Fields
{
    public static Field<T> Text<T>(string name, Action<T, string> set, string says, int mostCharacters = int.MaxValue) =>
        new(name, (ref reader, target) =>
        {
            if (!reader.ReadText(out var text) || (text.Length > mostCharacters && !reader.Refuse(ErrorTable.InvalidField, $"{reader.Field} may have at most {mostCharacters} characters.", Range.Of(0, mostCharacters))))
            {
                return false;
            }

            set(target, text);
            return true;
        }, Schema("string", says));

    public static Field<T> Id<T>(string name, Action<T, string> set, string says) =>
        new(name, (ref reader, target) =>
        {
            if (!reader.ReadText(out var text) || (!IdFormat.IsValid(text) && !reader.Refuse(ErrorTable.InvalidField, $"{reader.Field} must match {IdFormat.Pattern}.")))
            {
                return false;
            }

            set(target, text);
            return true;
        }, Schema("string", says, ("pattern", IdFormat.Pattern)));

    public static Field<T> OneOf<T, TEnum>(string name, Action<T, TEnum> set, string says) where TEnum : struct, Enum =>
        new(name, (ref reader, target) =>
        {
            if (!reader.ReadText(out var text))
            {
                return false;
            }

            if (!Wire<TEnum>.TryParse(text, out var value))
            {
                return reader.Refuse(ErrorTable.InvalidField, $"{reader.Field} must be one of {string.Join(", ", Wire<TEnum>.Names)}.", Wire<TEnum>.Names);
            }

            set(target, value);
            return true;
        }, Schema("string", says, ("enum", new JsonArray([.. Wire<TEnum>.Names.Select(word => JsonValue.Create(word))]))));

    public static Field<T> Integer<T>(string name, long least, long most, Action<T, long> set, string says) =>
        new(name, (ref reader, target) =>
        {
            if (!reader.ReadInteger(least, most, out var value))
            {
                return false;
            }

            set(target, value);
            return true;
        }, Schema("integer", says, ("minimum", least), ("maximum", most)));

    public static Field<T> Number<T>(string name, double least, double most, Action<T, double> set, string says) =>
        new(name, (ref reader, target) =>
        {
            if (!reader.ReadNumber(least, most, out var value))
            {
                return false;
            }

            set(target, value);
            return true;
        }, Schema("number", says, ("minimum", least), ("maximum", most)));

    public static Field<T> Flag<T>(string name, Action<T, bool> set, string says) =>
        new(name, (ref reader, target) =>
        {
            if (!reader.ReadFlag(out var value))
            {
                return false;
            }

            set(target, value);
            return true;
        }, Schema("boolean", says));

    public static Field<T> Part<T, TPart>(string name, Shape<TPart> shape, Func<TPart> make, Action<T, TPart> set, string says) =>
        new(name, (ref reader, target) =>
        {
            var part = make();
            var outer = reader.Descend(".");
            if (!shape.Read(ref reader, part))
            {
                return false;
            }

            reader.Ascend(outer);
            set(target, part);
            return true;
        }, Schema("object", says, ("properties", Properties(shape)), ("additionalProperties", false)));

    public static JsonObject Properties<T>(Shape<T> shape)
    {
        var properties = new JsonObject();
        foreach (var field in shape.Fields)
        {
            properties.Add(field.Name, field.Schema.DeepClone());
        }

        return properties;
    }

    internal static JsonObject Schema(string type, string says, params (string Name, JsonNode Value)[] more)
    {
        var schema = new JsonObject { ["type"] = type, ["description"] = says };
        foreach (var (name, value) in more)
        {
            schema.Add(name, value);
        }

        return schema;
    }
}
