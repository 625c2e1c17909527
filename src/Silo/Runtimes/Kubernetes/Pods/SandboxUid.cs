using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>The user ids in a pod.</summary>
internal static class SandboxUid
{
    /// <summary>Owns the agent's file and runs nothing but the copying of it, so that the agent cannot be read by code of its own user.</summary>
    public const long Agent = 65_533;

    /// <summary>Of all sandboxes where each has a user namespace: there ids end at 65,535.</summary>
    public const long InUserNamespace = 65_532;

    /// <summary>The user, and group, that a sandbox runs under; always the same for one name.</summary>
    public static long Of(string sandbox, PodOptions options)
    {
        if (options.UserNamespaces)
        {
            return InUserNamespace;
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(sandbox), hash);
        return options.FirstUid + (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) % (ulong)options.Uids);
    }
}
