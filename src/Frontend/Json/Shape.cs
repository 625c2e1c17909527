using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sandboxes.Frontend;

internal delegate bool ReadField<in T>(ref StrictReader reader, T target);

/// <summary>A field of a request: its name, how to read it, and its JSON schema.</summary>
internal sealed record Field<T>(string Name, ReadField<T> Read, JsonObject Schema);

/// <summary>The fields that a request may have. The one table behind the reader and the OpenAPI document.</summary>
internal sealed class Shape<T>
{
    private readonly byte[][] _names;

    public Shape(params Field<T>[] fields)
    {
        if (fields.Length > 64)
        {
            throw new ArgumentException("The fields seen are kept in 64 bits.", nameof(fields));
        }

        Fields = fields;
        Names = [.. fields.Select(field => field.Name)];
        _names = [.. Names.Select(Encoding.UTF8.GetBytes)];
    }

    public IReadOnlyList<Field<T>> Fields { get; }

    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads an object from its opening brace to its closing one. A field that is null counts as not given.</summary>
    public bool Read(ref StrictReader reader, T target)
    {
        if (!reader.Expect(JsonTokenType.StartObject, "an object"))
        {
            return false;
        }

        var seen = 0UL;
        while (reader.Move() && reader.Token == JsonTokenType.PropertyName)
        {
            var index = IndexOf(ref reader);
            if (index < 0 || !ReadValue(ref reader, index, ref seen, target))
            {
                return index >= 0 ? false : RefuseUnknown(ref reader);
            }
        }

        return true;
    }

    /// <summary>These fields as part of a larger request.</summary>
    public IEnumerable<Field<TWhole>> Within<TWhole>(Func<TWhole, T> part, params string[] without) =>
        Fields.Where(field => !without.Contains(field.Name)).Select(field =>
            new Field<TWhole>(field.Name, (ref reader, whole) => field.Read(ref reader, part(whole)), field.Schema));

    private bool ReadValue(ref StrictReader reader, int index, ref ulong seen, T target)
    {
        reader.Enter(Names[index]);
        if ((seen & (1UL << index)) != 0)
        {
            return reader.Refuse(ErrorTable.InvalidJson, $"{reader.Field} is given twice.");
        }

        seen |= 1UL << index;
        reader.Move();
        return reader.Token == JsonTokenType.Null || Fields[index].Read(ref reader, target);
    }

    private int IndexOf(ref StrictReader reader)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (reader.NameIs(_names[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private bool RefuseUnknown(ref StrictReader reader)
    {
        if (!reader.ReadName(out var name))
        {
            return false;
        }

        reader.Enter(name);
        return reader.Refuse(ErrorTable.UnknownField, $"There is no field {reader.Field}. The nearest is {Nearest.To(name, Names)}.", Names);
    }
}
