using System.Net.Sockets;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>
/// User ids that no other manager of this machine uses: a block of them is claimed by a name in the kernel, which is free again when the
/// process ends. Within the block every live sandbox has its own.
/// </summary>
internal sealed class UidBlock : IDisposable
{
    /// <summary>The most managers that share a machine.</summary>
    private const int MostBlocks = 1_000;

    private readonly Socket _claim;
    private readonly Queue<int> _free;

    private UidBlock(Socket claim, int first, int count)
    {
        (_claim, First, Last) = (claim, first, first + count - 1);
        _free = new(Enumerable.Range(first, count));
    }

    public int First { get; }

    public int Last { get; }

    public static UidBlock Claim(int firstUid, int count)
    {
        // Blocks of one size, so that managers with different capacities do not overlap.
        const int Size = 10_000;
        for (var block = 0; block < MostBlocks; block++)
        {
            if (TryClaim(firstUid + (block * Size)) is { } claim)
            {
                return new(claim, firstUid + (block * Size), count);
            }
        }

        throw new SandboxFault($"{MostBlocks} managers run on this machine; no user ids are left for another");
    }

    /// <summary>A uid that nothing runs under. There are as many as the capacity, which the caller has checked.</summary>
    public int Take() => _free.Dequeue();

    public void Return(int uid) => _free.Enqueue(uid);

    public void Dispose() => _claim.Dispose();

    private static Socket? TryClaim(int first)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0sandboxes-uids-{first}"));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
