using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>Page tokens: where a listing goes on, sealed so that nobody can make one up. All frontends of one key read each other's.</summary>
internal sealed class PageTokens(IOptions<FrontendOptions> options)
{
    private const int SealBytes = 16;
    private const int MostCharacters = 2_048;

    private readonly byte[] _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Value.ApiKey), "page tokens"u8);

    /// <summary>A token that goes on after <paramref name="after"/> in the listing named <paramref name="scope"/>.</summary>
    public string Protect(string scope, string after)
    {
        var cursor = Encoding.UTF8.GetBytes(after);
        return Base64Url.EncodeToString([.. Seal(scope, cursor), .. cursor]);
    }

    public bool TryRead(string scope, string token, out string after)
    {
        after = "";
        if (token.Length > MostCharacters || !Base64Url.IsValid(token, out var length) || length <= SealBytes)
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(token);
        var cursor = bytes.AsSpan(SealBytes);
        if (!CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, SealBytes), Seal(scope, cursor)))
        {
            return false;
        }

        after = Encoding.UTF8.GetString(cursor);
        return true;
    }

    private byte[] Seal(string scope, ReadOnlySpan<byte> cursor)
    {
        var scopeBytes = Encoding.UTF8.GetBytes(scope);
        byte[] named = [.. BitConverter.GetBytes(scopeBytes.Length), .. scopeBytes, .. cursor];
        return HMACSHA256.HashData(_key, named)[..SealBytes];
    }
}
