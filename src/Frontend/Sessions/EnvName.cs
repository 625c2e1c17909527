namespace Sandboxes.Frontend;

/// <summary>Names of environment variables: letters, digits and underscores, not a digit first.</summary>
internal static class EnvName
{
    private const int MostCharacters = 256;

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MostCharacters && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
