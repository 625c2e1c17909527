using System.Security.Cryptography;

namespace Sandboxes.Frontend;

/// <summary>A key by its hash, the setting that it comes from, and whose it is.</summary>
internal sealed record KnownKey(string Setting, byte[] Hash, Caller Caller)
{
    private const int IdBytes = 12;

    /// <summary>Names the key where its hash would say too much.</summary>
    public string Id { get; } = Convert.ToHexStringLower(SHA256.HashData(Hash)[..IdBytes]);

    /// <summary>Whoever sends it, with the key that he sent.</summary>
    public Caller Sender => field ??= Caller with { Key = $"{Setting} {Id}" };
}
