using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>How many are to stand idle in place of what the template says; what is null or left out is the template's again.</summary>
internal sealed class ResizeBody
{
    /// <summary>No template can have more; its own maxTotal is checked where the template is known.</summary>
    public const int MostIdle = 100_000;

    public static Shape<ResizeBody> Shape { get; } = new(
        Fields.Integer<ResizeBody>("minIdle", 0, MostIdle, (body, value) => body.MinIdle = (int)value, "Sandboxes that stand idle at least; at most the template's maxTotal. Null: the template's."),
        Fields.Integer<ResizeBody>("maxIdle", 0, MostIdle, (body, value) => body.MaxIdle = (int)value, "Sandboxes that stand idle at most; at least minIdle and at most the template's maxTotal. Null: the template's."),
        Fields.Text<ResizeBody>("reason", (body, reason) => body.Reason = reason, "Why; stored in the audit and in the log.", OrderBody.MostCharacters));

    public int? MinIdle { get; private set; }

    public int? MaxIdle { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>Why the template cannot have that many idle; null where it can.</summary>
    public Problem? Check(TemplateSpec template)
    {
        if (MinIdle > MaxIdle)
        {
            return new(ErrorTable.InvalidField, $"maxIdle is {MaxIdle}, less than minIdle ({MinIdle}).") { Field = "maxIdle", Allowed = Range.Of(MinIdle!.Value, template.MaxTotal) };
        }

        var field = MinIdle > template.MaxTotal ? "minIdle" : MaxIdle > template.MaxTotal ? "maxIdle" : null;
        return field is null ? null : new(ErrorTable.InvalidField, $"{field} may be at most the template's maxTotal ({template.MaxTotal}).") { Field = field, Allowed = Range.Of(0, template.MaxTotal), Limit = template.MaxTotal };
    }
}
