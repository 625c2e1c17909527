namespace Sandboxes.Agent.Protocol;

/// <summary>The manager's side of agreeing on keys.</summary>
/// <param name="sandbox">Its name.</param>
/// <param name="key">The sandbox's own key, 32 bytes.</param>
/// <param name="startPrivateKey">The private start key of the cluster key's version, 32 bytes.</param>
/// <param name="ephemeral">A private key that was drawn for this connection alone.</param>
public sealed class SealInitiator(string sandbox, byte[] key, byte[] startPrivateKey, byte[] ephemeral)
{
    public byte[] Hello { get; } = SealKeys.Hello(KeyAgreement.PublicKey(ephemeral));

    /// <summary>What the agent says of itself, and the ciphers of both directions. Null: this is no agent's answer. Whether it is the right agent's shows at the first record.</summary>
    public (SealState State, RecordCipher In, RecordCipher Out)? Accept(ReadOnlySpan<byte> answer)
    {
        Span<byte> shared = stackalloc byte[KeyAgreement.KeyBytes];
        Span<byte> own = stackalloc byte[KeyAgreement.KeyBytes];
        if (answer.Length != SealKeys.AnswerBytes || answer[0] != SealKeys.Version || answer[1] > (byte)SealState.Started || !KeyAgreement.TryAgree(ephemeral, answer[2..], shared))
        {
            return null;
        }

        var state = (SealState)answer[1];
        if (state == SealState.Started)
        {
            key.CopyTo(own);
        }
        else if (!KeyAgreement.TryAgree(startPrivateKey, answer[2..], own))
        {
            return null;
        }

        var (fromManager, fromAgent) = SealKeys.Derive(Hello, answer, sandbox, shared, own);
        return (state, fromAgent, fromManager);
    }
}
