using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sandboxes.Frontend;

/// <summary>The names of a closed set as the contract spells them: <c>IdleTimeout</c> is <c>idle-timeout</c>.</summary>
internal static class Wire<T> where T : struct, Enum
{
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetNames<T>().Select(Spell)];

    private static readonly JsonEncodedText[] Encoded = [.. Names.Select(name => JsonEncodedText.Encode(name))];

    public static string Name(T value) => Names[Index(value)];

    public static JsonEncodedText Text(T value) => Encoded[Index(value)];

    public static bool TryParse(string name, out T value)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i] == name)
            {
                value = Enum.GetValues<T>()[i];
                return true;
            }
        }

        value = default;
        return false;
    }

    private static string Spell(string member) =>
        typeof(T).GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.KebabCaseLower.ConvertName(member);

    // The sets are declared without values of their own, so the value is the index.
    private static int Index(T value) => System.Runtime.CompilerServices.Unsafe.As<T, int>(ref value);
}
