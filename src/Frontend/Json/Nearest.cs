namespace Sandboxes.Frontend;

/// <summary>The known name that a misspelt one most likely means.</summary>
internal static class Nearest
{
    /// <summary>Longer names are cut to this: the comparison is quadratic.</summary>
    private const int MostCharacters = 64;

    public static string To(string name, IReadOnlyList<string> known)
    {
        var cut = name.Length > MostCharacters ? name[..MostCharacters] : name;
        return known.MinBy(candidate => Distance(cut, candidate))!;
    }

    private static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            NextRow(row, a[i - 1], b, i);
        }

        return row[b.Length];
    }

    private static void NextRow(int[] row, char letter, string b, int first)
    {
        var diagonal = row[0];
        row[0] = first;
        for (var j = 1; j <= b.Length; j++)
        {
            var substitute = diagonal + (char.ToLowerInvariant(letter) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
            diagonal = row[j];
            row[j] = Math.Min(substitute, Math.Min(row[j], row[j - 1]) + 1);
        }
    }
}
