using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>A request of a file verb; what a verb does not have is empty.</summary>
internal readonly ref struct FileRequest
{
    public FileRequest(MessageType type, ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        Lease = reader.Text();
        var hasHandle = type is MessageType.ReadFile or MessageType.WriteFile or MessageType.CloseFile;
        Path = hasHandle ? "" : reader.Text();
        Handle = hasHandle ? reader.I32() : 0;
        AfterName = type == MessageType.List ? reader.Text() : "";
        Offset = type == MessageType.ReadFile ? reader.I64() : 0;
        Most = type is MessageType.List or MessageType.ReadFile ? reader.I32() : 0;
        Bytes = type == MessageType.WriteFile ? reader.Bytes() : default;
        Commit = type == MessageType.CloseFile && reader.Bool();
        IsMalformed = !reader.Complete || Offset < 0;
    }

    public string Lease { get; }

    public string Path { get; }

    public int Handle { get; }

    public string AfterName { get; }

    public long Offset { get; }

    public int Most { get; }

    public ReadOnlySpan<byte> Bytes { get; }

    public bool Commit { get; }

    public bool IsMalformed { get; }
}
