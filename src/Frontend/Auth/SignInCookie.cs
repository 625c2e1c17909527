using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>What a browser holds after signing in: an instant until which it is good, sealed. Without the key it cannot be made.</summary>
internal sealed class SignInCookie(IOptions<FrontendOptions> options, TimeProvider time)
{
    public const string Name = "sandboxes";
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(12);

    private readonly byte[] _key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(options.Value.ApiKey), "sign-in cookies"u8);

    public void Give(HttpContext context)
    {
        var until = (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        context.Response.Cookies.Append(Name, $"{until}.{Seal(until)}", new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.IsHttps,
            Path = "/",
            MaxAge = Lifetime,
        });
    }

    public bool IsIn(HttpRequest request) =>
        request.Headers.Cookie.Count > 0 && request.Cookies.TryGetValue(Name, out var cookie) && IsValid(cookie);

    private bool IsValid(string cookie)
    {
        var dot = cookie.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !long.TryParse(cookie.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var until))
        {
            return false;
        }

        var seal = Encoding.UTF8.GetBytes(cookie[(dot + 1)..]);
        return CryptographicOperations.FixedTimeEquals(seal, Encoding.UTF8.GetBytes(Seal(cookie[..dot]))) && until > time.GetUtcNow().ToUnixTimeSeconds();
    }

    private string Seal(string until) => Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(until)));
}
