namespace Sandboxes.Agent.Protocol;

/// <summary>The first byte of a reply.</summary>
public enum ReplyKind : byte
{
    /// <summary>What was asked for follows.</summary>
    Value,

    /// <summary>A <see cref="RefusalReply"/> follows.</summary>
    Refusal,
}
