using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>The key that opens the API. Only its hash is compared, in constant time.</summary>
internal sealed class ApiKeys(IOptions<FrontendOptions> options)
{
    private const int MostCharacters = 512;

    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.ApiKey));

    public bool IsValid(ReadOnlySpan<char> key)
    {
        if (key.Length is 0 or > MostCharacters)
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(MostCharacters)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..Encoding.UTF8.GetBytes(key, bytes)], hash);
        return CryptographicOperations.FixedTimeEquals(hash, _hash);
    }

    /// <summary>Whether the request brings the key, as a bearer token or as X-API-Key.</summary>
    public bool AreIn(IHeaderDictionary headers) => headers.Authorization.Count > 0
        ? headers.Authorization is [{ } bearer] && bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && IsValid(bearer.AsSpan(7).Trim())
        : headers["X-API-Key"] is [{ } key] && IsValid(key);
}
