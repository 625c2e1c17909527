using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The keys that open the API. Only their hashes are compared, all of them in constant time.</summary>
internal sealed class ApiKeys(IOptions<FrontendOptions> frontend, IOptions<OrganizationsOptions> organizations)
{
    public const int MostCharacters = 512;

    private readonly KnownKey[] _keys = [.. KeySettings.Read(frontend.Value, organizations.Value).Keys];

    /// <summary>The key if it is one of ours, else null.</summary>
    public KnownKey? Find(ReadOnlySpan<char> key)
    {
        if (key.Length is 0 or > MostCharacters)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MostCharacters)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(key, bytes)], hash);
        KnownKey? found = null;
        foreach (var known in _keys)
        {
            found = CryptographicOperations.FixedTimeEquals(hash, known.Hash) ? known : found;
        }

        return found;
    }

    /// <summary>The key of that <see cref="KnownKey.Id"/>, unless it was taken out of the settings.</summary>
    public KnownKey? WithId(string id) => Array.Find(_keys, key => key.Id == id);

    /// <summary>The key that the request brings, as a bearer token or as X-API-Key; null where it is none of ours.</summary>
    public KnownKey? In(IHeaderDictionary headers) => headers.Authorization.Count > 0
        ? headers.Authorization is [{ } bearer] && bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? Find(bearer.AsSpan(7).Trim()) : null
        : headers["X-API-Key"] is [{ } key] ? Find(key) : null;
}
