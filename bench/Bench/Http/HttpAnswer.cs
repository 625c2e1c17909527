using System.Buffers.Text;
using System.Text;

namespace Sandboxes.Bench;

/// <summary>An answer; its body is valid until the connection's next request.</summary>
internal readonly record struct HttpAnswer(int Status, ReadOnlyMemory<byte> Body)
{
    private const int StatusStart = 9;
    private const int StatusLength = 3;

    public bool Has(ReadOnlySpan<byte> text) => Body.Span.IndexOf(text) >= 0;

    public override string ToString() => $"{Status} {Encoding.UTF8.GetString(Body.Span)}";

    /// <summary>Null until all of it is there.</summary>
    public static HttpAnswer? TryParse(ReadOnlyMemory<byte> bytes)
    {
        var headEnd = bytes.Span.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
        {
            return null;
        }

        var head = bytes.Span[..(headEnd + 2)];
        var status = Number(head.Slice(StatusStart, StatusLength));
        return ReadBody(head, status, bytes[(headEnd + 4)..]) is { } body ? new HttpAnswer(status, body) : null;
    }

    private static ReadOnlyMemory<byte>? ReadBody(ReadOnlySpan<byte> head, int status, ReadOnlyMemory<byte> rest)
    {
        if (status == 204)
        {
            return ReadOnlyMemory<byte>.Empty;
        }

        var length = Header(head, "\r\nContent-Length: "u8);
        if (length.IsEmpty)
        {
            return Chunks(rest);
        }

        var count = Number(length);
        return rest.Length < count ? null : rest[..count];
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var start = head.IndexOf(name);
        if (start < 0)
        {
            return default;
        }

        var value = head[(start + name.Length)..];
        return value[..value.IndexOf("\r\n"u8)];
    }

    private static ReadOnlyMemory<byte>? Chunks(ReadOnlyMemory<byte> rest)
    {
        ReadOnlyMemory<byte> body = default;
        while (rest.Span.IndexOf("\r\n"u8) is var line and >= 0)
        {
            var size = Number(rest.Span[..line], 'x');
            var end = line + 2 + size;
            if (rest.Length < end + 2)
            {
                return null;
            }

            if (size == 0)
            {
                return body;
            }

            body = Append(body, rest[(line + 2)..end]);
            rest = rest[(end + 2)..];
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Append(ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> chunk) =>
        body.IsEmpty ? chunk : (byte[])[.. body.Span, .. chunk.Span];

    private static int Number(ReadOnlySpan<byte> digits, char format = 'D') =>
        Utf8Parser.TryParse(digits, out int value, out _, format) ? value : throw new BenchException("The program answered something that is not HTTP.");
}
