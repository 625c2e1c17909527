using System.Buffers.Binary;
using System.Text;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>An exception as a driver tells it: name, message and lines, each with its length before it.</summary>
internal static class DriverError
{
    private const int MostNameBytes = 256;
    private const int MostMessageBytes = 64 << 10;
    private const int MostTracebackBytes = 64 << 10;
    private const int MostLines = 500;

    /// <summary>Null: the driver would not say it so.</summary>
    public static CellError? Decode(ReadOnlySpan<byte> payload)
    {
        if (!Take(ref payload, MostNameBytes, out var name) || !Take(ref payload, MostMessageBytes, out var message))
        {
            return null;
        }

        var lines = new List<string>();
        for (var left = MostTracebackBytes; !payload.IsEmpty && left > 0 && lines.Count < MostLines;)
        {
            if (!Take(ref payload, left, out var line))
            {
                return null;
            }

            lines.Add(line);
            left -= line.Length + 1;
        }

        return new(name, message, [.. lines]);
    }

    private static bool Take(ref ReadOnlySpan<byte> payload, int most, out string text)
    {
        text = "";
        if (payload.Length < 4)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        if (length > payload.Length - 4)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(payload.Slice(4, Math.Min((int)length, most)));
        payload = payload[(4 + (int)length)..];
        return true;
    }
}
