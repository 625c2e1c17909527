using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Sandboxes.Agent.Protocol;

/// <summary>X25519 (RFC 7748).</summary>
public static class KeyAgreement
{
    public const int KeyBytes = 32;

    public static byte[] PublicKey(ReadOnlySpan<byte> privateKey)
    {
        var key = new byte[KeyBytes];
        X25519.ScalarMultBase(privateKey, key);
        return key;
    }

    /// <summary>False: the other side's key is one that makes every secret the same.</summary>
    public static bool TryAgree(ReadOnlySpan<byte> privateKey, ReadOnlySpan<byte> otherPublicKey, Span<byte> secret) =>
        X25519.CalculateAgreement(privateKey, otherPublicKey, secret);
}
