using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Sandboxes.Frontend;

/// <summary>
/// The path of a file as the client wrote it. Routing has resolved dot segments by then, so it is read from the raw request line,
/// percent-decoded once.
/// </summary>
internal static class RequestedPath
{
    // /v1/sessions/{id}/files/ comes before it.
    private const int SlashesBefore = 5;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The path beneath the workspace; "" is the workspace itself.</summary>
    public static Answer<string> Read(HttpContext context)
    {
        var raw = RawTarget.PathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        for (var i = 0; i < SlashesBefore; i++)
        {
            var slash = raw.IndexOf('/');
            raw = slash < 0 ? [] : raw[(slash + 1)..];
        }

        return Decode(raw);
    }

    public static Answer<string> Decode(ReadOnlySpan<char> encoded)
    {
        if (!TryDecode(encoded, out var path))
        {
            return Refuse("The path must be UTF-8, percent-encoded.");
        }

        return path.Length == 0 || WorkspacePath.Check(path) is not { } reason ? new Answer<string>(path, null) : Refuse(reason);
    }

    private static Problem Refuse(string reason) => new(ErrorTable.InvalidPath, reason) { Field = "path" };

    private static bool TryDecode(ReadOnlySpan<char> encoded, out string path)
    {
        path = "";
        var bytes = new List<byte>(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '%')
            {
                bytes.AddRange(Encoding.UTF8.GetBytes([encoded[i]]));
            }
            else if (i + 2 < encoded.Length && char.IsAsciiHexDigit(encoded[i + 1]) && char.IsAsciiHexDigit(encoded[i + 2]))
            {
                bytes.Add(Convert.FromHexString(encoded.Slice(i + 1, 2))[0]);
                i += 2;
            }
            else
            {
                return false;
            }
        }

        return TryDecode([.. bytes], out path);
    }

    private static bool TryDecode(byte[] bytes, out string path)
    {
        try
        {
            path = Strict.GetString(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            path = "";
            return false;
        }
    }
}
