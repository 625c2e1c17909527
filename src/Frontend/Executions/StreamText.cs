using System.Text.Json;
using System.Text.Unicode;

namespace Sandboxes.Frontend;

/// <summary>
/// Turns one stream's chunks into text as they come. A character that is split between chunks goes with the later one; once the
/// stream proves not to be UTF-8, it goes on as base64.
/// </summary>
internal sealed class StreamText
{
    private byte[] _tail = [];
    private bool _base64;

    /// <summary>Bytes that wait for the rest of their character.</summary>
    public bool HasTail => _tail.Length > 0;

    /// <summary>What can be said now, with what was held back; empty where all of it has to wait.</summary>
    public Piece Next(byte[] data)
    {
        var bytes = _tail.Length == 0 ? data : [.. _tail, .. data];
        var whole = _base64 ? bytes.Length : bytes.Length - Incomplete(bytes);
        _base64 |= !Utf8.IsValid(bytes.AsSpan(0, whole));
        whole = _base64 ? bytes.Length : whole;
        _tail = bytes[whole..];
        return new(bytes.AsMemory(0, whole), _base64);
    }

    /// <summary>What was held back, at the end of the stream: half a character, so not text.</summary>
    public Piece Rest()
    {
        var rest = new Piece(_tail, Base64: true);
        _tail = [];
        return rest;
    }

    // Bytes at the end that begin a character and do not finish it.
    private static int Incomplete(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var lead = bytes[^back];
            if (lead < 0x80)
            {
                return 0;
            }

            if (lead >= 0xC0)
            {
                return LengthOf(lead) > back ? back : 0;
            }
        }

        return 0;
    }

    private static int LengthOf(byte lead) => lead switch { > 0xF4 => 0, >= 0xF0 => 4, >= 0xE0 => 3, _ => 2 };

    internal readonly record struct Piece(ReadOnlyMemory<byte> Bytes, bool Base64)
    {
        public void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            if (Base64)
            {
                json.WriteBase64String("text"u8, Bytes.Span);
            }
            else
            {
                json.WriteString("text"u8, Bytes.Span);
            }

            json.WriteString("encoding"u8, Base64 ? EncodedText.Base64 : EncodedText.Utf8);
            json.WriteEndObject();
        }
    }
}
