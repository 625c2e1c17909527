namespace Sandboxes.Frontend;

/// <summary>Marks endpoints that show, or touch, what is of all organizations: only keys of operators open them.</summary>
internal sealed class ForOperators
{
    public static ForOperators Instance { get; } = new();
}
