namespace Sandboxes.Agent.Protocol;

/// <summary>The agent's side of agreeing on keys.</summary>
/// <param name="sandbox">Its name.</param>
/// <param name="state">Waiting: <paramref name="secret"/> is the manager's public start key. Started: the sandbox's own key.</param>
/// <param name="secret">32 bytes.</param>
/// <param name="ephemeral">A private key that was drawn for this connection alone.</param>
public sealed class SealResponder(string sandbox, SealState state, byte[] secret, byte[] ephemeral)
{
    /// <summary>The answer to the manager's hello, and the ciphers of both directions. Null: this is no hello, and nothing may be said to whoever sent it.</summary>
    public (byte[] Answer, RecordCipher In, RecordCipher Out)? Accept(ReadOnlySpan<byte> hello)
    {
        Span<byte> shared = stackalloc byte[KeyAgreement.KeyBytes];
        Span<byte> own = stackalloc byte[KeyAgreement.KeyBytes];
        if (hello.Length != SealKeys.HelloBytes || hello[0] != SealKeys.Version || !KeyAgreement.TryAgree(ephemeral, hello[1..], shared))
        {
            return null;
        }

        if (state == SealState.Started)
        {
            secret.CopyTo(own);
        }
        else if (!KeyAgreement.TryAgree(ephemeral, secret, own))
        {
            return null;
        }

        var answer = SealKeys.Answer(state, KeyAgreement.PublicKey(ephemeral));
        var (fromManager, fromAgent) = SealKeys.Derive(hello, answer, sandbox, shared, own);
        return (answer, fromManager, fromAgent);
    }
}
