using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Sandboxes.Agent.Protocol;

/// <summary>Whether an agent waits to be told what it is, or has been told.</summary>
public enum SealState : byte
{
    Waiting = 0,
    Started = 1,
}

/// <summary>
/// What both sides say in the clear before the first record, and the two keys that follow from it: HKDF-SHA-256 (RFC 5869) over the agreed secrets, salted with all that was said and the sandbox's
/// name. Two secrets go in: that of the ephemeral keys, and one that only the rightful sides have: of a started agent the sandbox's own key, of a waiting one what the manager's start key agrees
/// with the agent's ephemeral one.
/// </summary>
public static class SealKeys
{
    public const byte Version = 1;

    /// <summary>The manager's: version, ephemeral public key.</summary>
    public const int HelloBytes = 1 + KeyAgreement.KeyBytes;

    /// <summary>The agent's: version, state, ephemeral public key.</summary>
    public const int AnswerBytes = 2 + KeyAgreement.KeyBytes;

    public static byte[] Hello(ReadOnlySpan<byte> ephemeral) => [Version, .. ephemeral];

    public static byte[] Answer(SealState state, ReadOnlySpan<byte> ephemeral) => [Version, (byte)state, .. ephemeral];

    internal static (RecordCipher FromManager, RecordCipher FromAgent) Derive(ReadOnlySpan<byte> hello, ReadOnlySpan<byte> answer, string sandbox, ReadOnlySpan<byte> ephemeralSecret, ReadOnlySpan<byte> ownSecret)
    {
        var salt = new WireWriter();
        salt.Raw("sandboxes seal"u8);
        salt.Raw(hello);
        salt.Raw(answer);
        salt.Raw(Encoding.UTF8.GetBytes(sandbox));
        var hkdf = new HkdfBytesGenerator(new Sha256Digest());
        hkdf.Init(new HkdfParameters([.. ephemeralSecret, .. ownSecret], salt.ToArray(), "records"u8.ToArray()));
        var keys = new byte[2 * RecordCipher.KeyBytes];
        hkdf.GenerateBytes(keys, 0, keys.Length);
        return (new(keys[..RecordCipher.KeyBytes]), new(keys[RecordCipher.KeyBytes..]));
    }
}
