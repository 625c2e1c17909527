using System.Text;
using System.Text.Json.Serialization;

namespace Sandboxes.Frontend;

/// <summary>How bytes are written in JSON.</summary>
internal enum TextEncoding
{
    /// <summary>As they are: they are UTF-8.</summary>
    [JsonStringEnumMemberName(EncodedText.Utf8)]
    Utf8,
    Base64,
}

/// <summary>Bytes in JSON: text, or base64 where they are not text.</summary>
internal static class EncodedText
{
    public const string Utf8 = "utf-8";
    public const string Base64 = "base64";

    public static bool TryGetBytes(string text, TextEncoding encoding, out byte[] bytes)
    {
        if (encoding == TextEncoding.Utf8)
        {
            bytes = Encoding.UTF8.GetBytes(text);
            return true;
        }

        bytes = new byte[text.Length / 4 * 3];
        var valid = Convert.TryFromBase64String(text, bytes, out var length);
        Array.Resize(ref bytes, length);
        return valid;
    }

    public static Problem NotBase64(string field) => new(ErrorTable.InvalidField, $"{field} is not valid base64, which its encoding promises.") { Field = field };
}
