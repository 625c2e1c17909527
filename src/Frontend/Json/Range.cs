namespace Sandboxes.Frontend;

/// <summary>A range as a problem's <c>allowed</c> shows it.</summary>
internal static class Range
{
    public static string[] Of(double least, double most) => [FormattableString.Invariant($"{least}..{most}")];
}
