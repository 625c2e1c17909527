namespace Sandboxes.Silo.Channels;

/// <summary>What proves to the agent of one sandbox that we are its manager.</summary>
/// <param name="Key">The sandbox's own key, 32 bytes.</param>
/// <param name="StartPrivateKey">The private start key of its cluster key's version: whoever has it may say to a waiting agent what it is. 32 bytes.</param>
public sealed record SandboxSecrets(byte[] Key, byte[] StartPrivateKey);
