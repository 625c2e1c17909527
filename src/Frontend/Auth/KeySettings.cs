using System.Security.Cryptography;
using System.Text;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Reads the keys of all organizations out of the settings: the one of every installation, and those that organizations have of their own.</summary>
internal static class KeySettings
{
    /// <summary>Each request's key is compared with all of them.</summary>
    public const int MostKeys = 1_000;

    private const string HashPrefix = "sha256:";

    /// <summary>No file of a key is longer, in bytes.</summary>
    private const int MostFileBytes = 4_096;

    /// <summary>The keys, and what is wrong with the settings, a sentence each; none of them tells a key.</summary>
    public static (IReadOnlyList<KnownKey> Keys, IReadOnlyList<string> Errors) Read(FrontendOptions frontend, OrganizationsOptions organizations)
    {
        var (keys, errors) = (new List<KnownKey>(), new List<string>());
        keys.Add(new(nameof(FrontendOptions.ApiKey), HashOf(frontend.ApiKey), CallerOf(OrganizationsOptions.Default, organizations)));
        foreach (var name in organizations.Named.Keys)
        {
            Read(name, organizations, keys, errors);
        }

        if (keys.Count > MostKeys)
        {
            errors.Add($"{OrganizationsOptions.Section} has {keys.Count} keys in all; at most {MostKeys} may be.");
        }

        return (keys, [.. errors, .. Doubles(keys)]);
    }

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));

    private static void Read(string name, OrganizationsOptions organizations, List<KnownKey> keys, List<string> errors)
    {
        var (organization, caller) = (organizations.Of(name), CallerOf(name, organizations));
        for (var i = 0; i < organization.Keys.Count; i++)
        {
            Add(Setting(name, nameof(organization.Keys), i), organization.Keys[i], caller, keys, errors);
        }

        for (var i = 0; i < organization.KeyFiles.Count; i++)
        {
            AddFile(Setting(name, nameof(organization.KeyFiles), i), organization.KeyFiles[i], caller, keys, errors);
        }
    }

    private static string Setting(string name, string list, int index) => $"{OrganizationsOptions.Section}:{name}:{list}:{WholeNumber.Text(index)}";

    private static Caller CallerOf(string name, OrganizationsOptions organizations) => new(name, organizations.Of(name).Operator ?? name == OrganizationsOptions.Default);

    private static void AddFile(string setting, string path, Caller caller, List<KnownKey> keys, List<string> errors)
    {
        try
        {
            if (new FileInfo(path).Length > MostFileBytes)
            {
                errors.Add($"{setting} is '{path}'; a file of a key has at most {MostFileBytes} bytes.");
                return;
            }

            Add(setting, File.ReadAllText(path).Trim(), caller, keys, errors);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            errors.Add($"{setting} is '{path}', which cannot be read: {fault.Message}");
        }
    }

    private static void Add(string setting, string text, Caller caller, List<KnownKey> keys, List<string> errors)
    {
        if (text.StartsWith(HashPrefix, StringComparison.Ordinal))
        {
            if (text.Length == HashPrefix.Length + (2 * SHA256.HashSizeInBytes) && text.AsSpan(HashPrefix.Length).IndexOfAnyExcept(HexDigits) < 0)
            {
                keys.Add(new(setting, Convert.FromHexString(text.AsSpan(HashPrefix.Length)), caller));
                return;
            }

            errors.Add($"{setting} is no hash: after '{HashPrefix}' come {2 * SHA256.HashSizeInBytes} hexadecimal digits.");
        }
        else if (text.Length is < FrontendOptions.LeastKeyCharacters or > ApiKeys.MostCharacters || text.Any(letter => letter is <= ' ' or > '~'))
        {
            errors.Add($"{setting} has {text.Length} characters; a key is {FrontendOptions.LeastKeyCharacters} to {ApiKeys.MostCharacters} printable ASCII characters without spaces.");
        }
        else
        {
            keys.Add(new(setting, HashOf(text), caller));
        }
    }

    private static System.Buffers.SearchValues<char> HexDigits { get; } = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static IEnumerable<string> Doubles(IEnumerable<KnownKey> keys) => keys
        .GroupBy(key => key.Id)
        .Where(same => same.Skip(1).Any())
        .Select(same => $"{string.Join(" and ", same.Select(key => key.Setting))} are the same key; each key belongs to one organization, once.");
}
