using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Sandboxes.Silo.Runtimes.Kubernetes;

/// <summary>
/// Names that Kubernetes takes for names that it may not take, never the same for two: a name that fits stays, any other becomes what of it fits, <c>-x</c> and 26 letters of
/// its hash (128 bits, so that nobody finds two names that meet). What fits and looks like that is mapped too, so that nobody can choose another's name.
/// </summary>
internal static class NameMapping
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);
    private const string Mark = "-x";
    private const int HashLetters = 26;
    private const int SuffixLetters = HashLetters + 2;

    /// <summary>A label's value. Reading it back takes the annotation of the same key, which has the name as it is.</summary>
    public static string LabelValue(string name) =>
        name.Length > 0 && KubernetesNames.IsLabelValue(name) && !LooksMapped(name) ? name : Mapped(name, name, KubernetesNames.LongestLabel);

    /// <summary>A DNS label of at most so many characters.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="longest">30 to 63.</param>
    public static string DnsLabel(string name, int longest) =>
        name.Length <= longest && KubernetesNames.IsLabel(name) && !LooksMapped(name) ? name : Mapped(name, name.ToLowerInvariant(), longest);

    private static string Mapped(string name, string readable, int longest)
    {
        var letters = new StringBuilder(readable.Length > 0 && char.IsAsciiLetterOrDigit(readable[0]) ? "" : "x");
        foreach (var letter in readable.Take(longest - SuffixLetters - letters.Length))
        {
            letters.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '-');
        }

        return letters.Append(Mark).Append(Hash(name)).ToString();
    }

    // Of the UTF-16, because no encoding keeps the halves of surrogates apart.
    private static string Hash(string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(name.AsSpan()), hash);
        Span<char> letters = stackalloc char[HashLetters];
        var bits = new UInt128(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
        foreach (ref var letter in letters)
        {
            letter = Alphabet[(int)(bits & 31)];
            bits >>= 5;
        }

        return new(letters);
    }

    private static bool LooksMapped(string name) =>
        name.Length >= SuffixLetters && name.AsSpan(name.Length - SuffixLetters).StartsWith(Mark) && !name.AsSpan(name.Length - HashLetters).ContainsAnyExcept(Letters);
}
