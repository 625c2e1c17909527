namespace Sandboxes.Agent.Protocol;

/// <summary>Kinds of a folder's entries, in the order of the contract's own set.</summary>
public enum EntryKind : byte { File, Directory, Link, Other }

/// <summary>An entry of the workspace.</summary>
public readonly record struct EntryReply(string Path, EntryKind Kind, long Size, int Mode, long ModifiedUnixMs)
{
    public void Encode(WireWriter writer)
    {
        writer.Text(Path);
        writer.U8((byte)Kind);
        writer.I64(Size);
        writer.I32(Mode);
        writer.I64(ModifiedUnixMs);
    }

    public static EntryReply Decode(ref WireReader reader) =>
        new(reader.Text(), (EntryKind)reader.U8(), reader.I64(), reader.I32(), reader.I64());
}
