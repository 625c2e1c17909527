using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>What a browser holds after signing in: an instant until which it is good and the name of a key, sealed. It opens nothing once that key is taken out of the settings.</summary>
internal sealed class SignInCookie(ApiKeys keys, IOptions<FrontendOptions> options, TimeProvider time)
{
    public const string Name = "sandboxes";
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly byte[] _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Value.ApiKey), "sign-in cookies"u8);

    public void Give(HttpContext context, KnownKey key)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{(time.GetUtcNow() + Lifetime).ToUnixTimeSeconds()}.{key.Id}");
        context.Response.Cookies.Append(Name, $"{text}.{Seal(text)}", new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = Lifetime,
        });
    }

    /// <summary>The key that whoever sends the request signed in with; null without a cookie that is good.</summary>
    public KnownKey? In(HttpRequest request) =>
        request.Headers.Cookie.Count > 0 && request.Cookies.TryGetValue(Name, out var cookie) ? Read(cookie) : null;

    private KnownKey? Read(string cookie)
    {
        if (cookie.Split('.') is not [var until, var key, var seal] || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var end))
        {
            return null;
        }

        var isOurs = CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(seal), Encoding.UTF8.GetBytes(Seal($"{until}.{key}")));
        return isOurs && end > time.GetUtcNow().ToUnixTimeSeconds() ? keys.WithId(key) : null;
    }

    private string Seal(string text) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text)));
}
