using System.Globalization;

namespace Sandboxes.Silo.Keys;

/// <summary>The text of a key file: a line for each version, the first one's key makes new sandboxes.</summary>
internal static class KeyLines
{
    public const int KeyBytes = 32;
    public const int MostVersion = 9_999;

    /// <summary>The keys by version in the order of their lines, or what is wrong with the text.</summary>
    public static (IReadOnlyList<(int Version, byte[] Key)> Keys, string? Problem) Parse(string text)
    {
        var keys = new List<(int, byte[])>();
        var lines = text.Split('\n').Select(line => line.Trim()).ToList();
        for (var number = 1; number <= lines.Count; number++)
        {
            if (lines[number - 1].Length > 0 && Problem(lines[number - 1], keys) is { } problem)
            {
                return ([], $"line {number} {problem}");
            }
        }

        return keys.Count > 0 ? (keys, null) : ([], "it holds no key");
    }

    public static string Line(int version, ReadOnlySpan<byte> key) => string.Create(CultureInfo.InvariantCulture, $"{version} {Convert.ToHexStringLower(key)}\n");

    // Says nothing of what stands there: it may be a key.
    private static string? Problem(string line, List<(int Version, byte[] Key)> keys)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version) || version is < 1 or > MostVersion)
        {
            return $"is not a version (1 to {MostVersion}) and a key";
        }

        if (parts[1].Length != 2 * KeyBytes || !parts[1].All(char.IsAsciiHexDigit))
        {
            return $"has a key that is not {2 * KeyBytes} hexadecimal digits";
        }

        if (keys.Exists(key => key.Version == version))
        {
            return $"has version {version} a second time";
        }

        keys.Add((version, Convert.FromHexString(parts[1])));
        return null;
    }
}
