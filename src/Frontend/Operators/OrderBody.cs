namespace Sandboxes.Frontend;

/// <summary>Why an operator does something. It is stored and logged.</summary>
internal sealed class OrderBody
{
    public const int MostCharacters = 500;

    private const string Says = "Why; stored in the audit and in the log.";

    public static Shape<OrderBody> Shape { get; } = new(Fields.Text<OrderBody>("reason", (body, reason) => body.Reason = reason, Says, MostCharacters));

    public string? Reason { get; private set; }

    /// <summary>The reason of an operation that takes something from somebody.</summary>
    public static Problem? Require(string? reason) => string.IsNullOrWhiteSpace(reason)
        ? new(ErrorTable.InvalidField, $"Say why: reason must have 1 to {MostCharacters} characters.") { Field = "reason", Allowed = Range.Of(1, MostCharacters) }
        : null;
}
