using System.Runtime.CompilerServices;
using System.Text;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Macs;
using Org.BouncyCastle.Crypto.Parameters;

namespace Sandboxes.Agent.Protocol;

/// <summary>HMAC-SHA-256 over who proves, the version, both nonces and the sandbox.</summary>
public static class Proof
{
    public const int Bytes = 32;
    public const int NonceBytes = 32;

    public static byte[] OfManager(ReadOnlySpan<byte> key, string sandbox, ReadOnlySpan<byte> agentNonce, ReadOnlySpan<byte> managerNonce) =>
        Make("manager\0"u8, key, sandbox, agentNonce, managerNonce);

    public static byte[] OfAgent(ReadOnlySpan<byte> key, string sandbox, ReadOnlySpan<byte> agentNonce, ReadOnlySpan<byte> managerNonce) =>
        Make("agent\0"u8, key, sandbox, agentNonce, managerNonce);

    /// <summary>Takes the same time wherever the two differ.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization)]
    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        var difference = 0;
        for (var i = 0; i < left.Length; i++)
        {
            difference |= left[i] ^ right[i];
        }

        return difference == 0;
    }

    internal static byte[] Mac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        var mac = new HMac(new Sha256Digest());
        mac.Init(new KeyParameter(key));
        mac.BlockUpdate(message);
        var result = new byte[Bytes];
        mac.DoFinal(result);
        return result;
    }

    private static byte[] Make(ReadOnlySpan<byte> label, ReadOnlySpan<byte> key, string sandbox, ReadOnlySpan<byte> agentNonce, ReadOnlySpan<byte> managerNonce)
    {
        var message = new WireWriter();
        message.Raw(label);
        message.U16(ProtocolVersion.Current);
        message.Raw(agentNonce);
        message.Raw(managerNonce);
        message.Raw(Encoding.UTF8.GetBytes(sandbox));
        return Mac(key, message.Written);
    }
}
