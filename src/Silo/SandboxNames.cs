using System.Security.Cryptography;
using Sandboxes.Grains;

namespace Sandboxes.Silo;

/// <summary>Names that sort by the time of their making: ten letters of time and eight of chance, in Crockford's base 32.</summary>
internal sealed class SandboxNames(TimeProvider time) : ISandboxNames
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const string Prefix = "s-";
    private const int TimeLetters = 10;
    private const int ChanceLetters = 8;

    public string Next() => string.Create(Prefix.Length + TimeLetters + ChanceLetters, time.GetUtcNow().ToUnixTimeMilliseconds(), Write);

    private static void Write(Span<char> name, long milliseconds)
    {
        Prefix.CopyTo(name);
        var letters = name[Prefix.Length..];
        for (var i = TimeLetters - 1; i >= 0; i--, milliseconds >>= 5)
        {
            letters[i] = Alphabet[(int)(milliseconds & 31)];
        }

        RandomNumberGenerator.GetItems(Alphabet, letters[TimeLetters..]);
    }
}
