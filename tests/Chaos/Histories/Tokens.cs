using System.Text.RegularExpressions;

namespace Sandboxes.Chaos.Histories;

/// <summary>Words that nobody can guess: whoever sees one was told it.</summary>
internal static partial class Tokens
{
    public static string New() => $"tok{Guid.NewGuid():N}";

    /// <summary>Every token in a text, each once, in order.</summary>
    public static IReadOnlyList<string> In(string text) => [.. Pattern().Matches(text).Select(match => match.Value).Distinct()];

    [GeneratedRegex("tok[0-9a-f]{32}")]
    private static partial Regex Pattern();
}
