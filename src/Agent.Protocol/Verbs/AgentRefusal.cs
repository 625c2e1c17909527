namespace Sandboxes.Agent.Protocol;

/// <summary>An expected "no" of the agent, as it crosses the wire.</summary>
public enum AgentRefusal : byte
{
    /// <summary>The lease that asks does not hold this sandbox.</summary>
    LeaseNotHeld,
    ExecutionNotFound,
    TooManyExecutions,
    UnknownLanguage,
    LimitUnsupported,
    CommandNotFound,
    CwdNotFound,
    StdinClosed,
    ExecutionEnded,
    PathInvalid,
    FileNotFound,
    NotAFile,
    NotADirectory,
    DirectoryNotEmpty,
    FileBusy,
    WorkspaceFull,
    TooManyOpenFiles,
}

/// <summary>A refusal with its sentence and what its code needs.</summary>
public sealed record RefusalReply(AgentRefusal Code, string Detail)
{
    public string? Field { get; init; }

    public string[]? Allowed { get; init; }

    public void Encode(WireWriter writer)
    {
        writer.U8((byte)Code);
        writer.Text(Detail);
        writer.Text(Field ?? "");
        writer.Bool(Allowed is not null);
        writer.Texts(Allowed ?? []);
    }

    public static RefusalReply Decode(ref WireReader reader)
    {
        var refusal = new RefusalReply((AgentRefusal)reader.U8(), reader.Text());
        var field = reader.Text();
        var hasAllowed = reader.Bool();
        var allowed = reader.Texts();
        return refusal with { Field = field.Length == 0 ? null : field, Allowed = hasAllowed ? allowed : null };
    }
}
