using System.Security.Cryptography;
using System.Text;
using Sandboxes.Agent.Protocol;
using Sandboxes.Silo.Channels;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Keys;

/// <summary>
/// The keys that all sandboxes' keys come from, each with a version that the names of its sandboxes carry: so another can take its place while sandboxes of the old one live.
/// </summary>
internal sealed class ClusterKeys
{
    private const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private readonly Dictionary<int, byte[]> _keys;

    private ClusterKeys(IReadOnlyList<(int Version, byte[] Key)> keys)
    {
        _keys = keys.ToDictionary(key => key.Version, key => key.Key);
        Current = keys[0].Version;
    }

    /// <summary>The version that new sandboxes are made with.</summary>
    public int Current { get; }

    /// <summary>New at every start: for sandboxes that end with this process.</summary>
    public static ClusterKeys InMemory() => new([(1, RandomNumberGenerator.GetBytes(KeyLines.KeyBytes))]);

    /// <exception cref="SandboxFault">The file is not there, is not one, or others may read it.</exception>
    /// <param name="path">The file.</param>
    /// <param name="setting">What named it, for messages.</param>
    /// <param name="mayGroupRead">Where secrets are mounted for a group (Kubernetes).</param>
    public static ClusterKeys Read(string path, string setting = "Local:KeyFile", bool mayGroupRead = false)
    {
        if (!File.Exists(path))
        {
            throw new SandboxFault($"The key file {path} ({setting}) is not there. Make it: a line of a version, a space and {2 * KeyLines.KeyBytes} hexadecimal digits");
        }

        if ((File.GetUnixFileMode(path) & (mayGroupRead ? Others : Others | UnixFileMode.GroupRead)) != 0)
        {
            throw new SandboxFault($"Others may read the key file {path} ({setting}), and whoever reads it may enter every sandbox. Take that from them: chmod 600 {path}");
        }

        var (keys, problem) = KeyLines.Parse(File.ReadAllText(path));
        return problem is null ? new(keys) : throw new SandboxFault($"The key file {path} ({setting}) cannot be used: {problem}");
    }

    /// <summary>Makes it first where it is missing.</summary>
    public static ClusterKeys ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            var unfinished = path + ".new";
            File.Delete(unfinished);
            using (var file = File.Open(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
            {
                file.Write(Encoding.ASCII.GetBytes(KeyLines.Line(1, RandomNumberGenerator.GetBytes(KeyLines.KeyBytes))));
            }

            File.Move(unfinished, path);
        }

        return Read(path);
    }

    /// <summary>Whether the key of that sandbox can be told.</summary>
    public bool Has(string sandbox) => SandboxNames.KeyVersion(sandbox) is { } version && _keys.ContainsKey(version);

    /// <summary>The key of one sandbox; its name is used once, so the key is too.</summary>
    /// <exception cref="SandboxFault">No key has the version that its name carries.</exception>
    public byte[] For(string sandbox) => HKDF.DeriveKey(HashAlgorithmName.SHA256, ClusterKey(sandbox), KeyLines.KeyBytes, info: Encoding.UTF8.GetBytes("sandbox " + sandbox));

    /// <summary>What proves to the agent of one sandbox that we are its manager, where agents wait to be told what they are.</summary>
    /// <exception cref="SandboxFault">No key has the version that its name carries.</exception>
    public SandboxSecrets SecretsFor(string sandbox) => new(For(sandbox), StartPrivateKey(sandbox));

    /// <summary>The public half of the start key: it stands in the open, with the sandbox that shall believe whoever has the other half.</summary>
    /// <exception cref="SandboxFault">No key has the version that its name carries.</exception>
    public byte[] StartPublicKey(string sandbox) => KeyAgreement.PublicKey(StartPrivateKey(sandbox));

    private byte[] StartPrivateKey(string sandbox) => HKDF.DeriveKey(HashAlgorithmName.SHA256, ClusterKey(sandbox), KeyAgreement.KeyBytes, info: "agent start"u8.ToArray());

    private byte[] ClusterKey(string sandbox) => SandboxNames.KeyVersion(sandbox) is { } version && _keys.TryGetValue(version, out var key)
        ? key
        : throw new SandboxFault($"the name {sandbox} carries no version of the cluster key that is known here (s1-... for version 1)");
}
