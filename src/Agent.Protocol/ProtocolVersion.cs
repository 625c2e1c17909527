namespace Sandboxes.Agent.Protocol;

/// <summary>Both sides must speak the same one; the proofs cover it.</summary>
public static class ProtocolVersion
{
    public const ushort Current = 1;
}
