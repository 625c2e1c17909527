using System.Globalization;
using System.Security.Cryptography;
using Sandboxes.Grains;
using Sandboxes.Silo.Keys;

namespace Sandboxes.Silo;

/// <summary>
/// Names that sort by the time of their making: the version of the cluster key that the sandbox's own key comes from, ten letters of time and eight of chance, in
/// Crockford's base 32. For example <c>s1-06b9k3fw2m8q0v7x5c</c>.
/// </summary>
internal sealed class SandboxNames(TimeProvider time, IKeyVersion? keys = null) : ISandboxNames
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const char Prefix = 's';
    private const char Separator = '-';
    private const int TimeLetters = 10;
    private const int ChanceLetters = 8;
    private const int MostVersionDigits = 4;

    /// <summary>Where a runtime's keys have no versions.</summary>
    private const int OnlyVersion = 1;

    /// <summary>The version of the cluster key that a name carries; null where it carries none.</summary>
    public static int? KeyVersion(string name)
    {
        var end = name.IndexOf(Separator, StringComparison.Ordinal);
        return end is >= 2 and <= MostVersionDigits + 1 && name[0] == Prefix && int.TryParse(name.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : null;
    }

    public string Next()
    {
        Span<char> letters = stackalloc char[TimeLetters + ChanceLetters];
        var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = TimeLetters - 1; i >= 0; i--, milliseconds >>= 5)
        {
            letters[i] = Alphabet[(int)(milliseconds & 31)];
        }

        RandomNumberGenerator.GetItems(Alphabet, letters[TimeLetters..]);
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{keys?.KeyVersion ?? OnlyVersion}{Separator}{letters}");
    }
}
