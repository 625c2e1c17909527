namespace Sandboxes.Agent.Protocol;

/// <summary>
/// Pulls events of an execution: those after <see cref="After"/>, the first from <see cref="Offset"/> on where a part of it is
/// known, and no more bytes than <see cref="Credit"/>.
/// </summary>
public readonly record struct ReadRequest(string Lease, string Execution, long After, int Offset, TimeSpan Wait, int Credit)
{
    public const int MostCredit = 192 << 10;

    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    public void Encode(WireWriter writer)
    {
        writer.Text(Lease);
        writer.Text(Execution);
        writer.I64(After);
        writer.I32(Offset);
        writer.Duration(Wait);
        writer.I32(Credit);
    }

    public static ReadRequest Decode(ref WireReader reader) =>
        new(reader.Text(), reader.Text(), reader.I64(), reader.I32(), reader.Duration(), reader.I32());
}
