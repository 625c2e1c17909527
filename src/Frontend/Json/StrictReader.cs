using System.Text.Json;

namespace Sandboxes.Frontend;

/// <summary>
/// Reads a request's JSON and refuses what a lenient reader would let pass: duplicate and unknown fields, NUL, lone surrogates, depth,
/// and numbers out of range. The first refusal is kept, and every method then answers false.
/// </summary>
internal ref struct StrictReader(ReadOnlySpan<byte> body)
{
    public const int MaxDepth = 32;

    private Utf8JsonReader _json = new(body, new JsonReaderOptions { MaxDepth = MaxDepth });
    private string _prefix = "";
    private string _field = "";

    public Problem? Problem { get; private set; }

    public readonly JsonTokenType Token => _json.TokenType;

    public readonly long Position => _json.BytesConsumed;

    /// <summary>The field that is read, by its path from the top.</summary>
    public readonly string Field => _field.Length > 0 ? _prefix + _field : _prefix.TrimEnd('.');

    public bool Move() => _json.Read();

    public readonly bool NameIs(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    public void Enter(string field) => _field = field;

    /// <summary>From here on field names stand beneath the present one; the answer restores what was.</summary>
    public string Descend(string separator)
    {
        var outer = _prefix;
        _prefix = Field + separator;
        _field = "";
        return outer;
    }

    public void Ascend(string outer) => (_prefix, _field) = (outer, "");

    public bool Refuse(ErrorKind kind, string detail, IReadOnlyList<string>? allowed = null)
    {
        Problem ??= new(kind, detail) { Field = Field, Allowed = allowed, BytePosition = Position };
        return false;
    }

    public bool Expect(JsonTokenType token, string what) =>
        Token == token || Refuse(ErrorTable.InvalidField, $"{Field} must be {what}.");

    public bool ReadText(out string text)
    {
        text = "";
        if (!Expect(JsonTokenType.String, "a string"))
        {
            return false;
        }

        try
        {
            text = _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Refuse(ErrorTable.InvalidJson, $"{Field} has a lone surrogate or invalid UTF-8. Send bytes that are not text as base64.");
        }

        return !text.Contains('\0') || Refuse(ErrorTable.InvalidField, $"{Field} contains NUL. Send bytes that are not text as base64.");
    }

    public bool ReadName(out string name)
    {
        name = "";
        try
        {
            name = _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Refuse(ErrorTable.InvalidJson, "The name of a field has a lone surrogate or invalid UTF-8.");
        }

        return !name.Contains('\0') || Refuse(ErrorTable.InvalidField, "The name of a field contains NUL.");
    }

    public bool ReadInteger(long least, long most, out long value)
    {
        value = 0;
        var fits = Token == JsonTokenType.Number && _json.TryGetInt64(out value) && value >= least && value <= most;
        return fits || Refuse(ErrorTable.InvalidField, $"{Field} must be a whole number from {least} to {most}.", Range.Of(least, most));
    }

    public bool ReadNumber(double least, double most, out double value)
    {
        value = 0;
        var fits = Token == JsonTokenType.Number && _json.TryGetDouble(out value) && value >= least && value <= most;
        return fits || Refuse(ErrorTable.InvalidField, FormattableString.Invariant($"{Field} must be a number from {least} to {most}."), Range.Of(least, most));
    }

    public bool ReadFlag(out bool value)
    {
        value = Token == JsonTokenType.True;
        return value || Token == JsonTokenType.False || Refuse(ErrorTable.InvalidField, $"{Field} must be true or false.");
    }
}
