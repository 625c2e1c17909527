using System.Security.Cryptography;
using System.Text;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>
/// The one key that all sandboxes' keys come from. In memory only and new at every start, because this runtime's sandboxes end with
/// its process.
/// </summary>
internal sealed class ClusterKey
{
    private const int Bytes = 32;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>The key of one sandbox; its name is used once, so the key is too.</summary>
    public byte[] For(string sandbox) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Bytes, info: Encoding.UTF8.GetBytes("sandbox k1 " + sandbox));
}
