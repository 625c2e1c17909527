using System.Net.Sockets;
using Sandboxes.Grains;
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

    /// <summary>Blocks of one size, so that managers with different capacities do not overlap.</summary>
    private const int Size = 10_000;

    /// <summary>Tries to get the noted block back, ten milliseconds apart: the process that had it may just be ending.</summary>
    private const int MostTriesForNoted = 100;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);

    private readonly Socket _claim;
    private readonly Queue<int> _free;

    private UidBlock(Socket claim, int first, int count)
    {
        (_claim, First, Last) = (claim, first, first + count - 1);
        _free = new(Enumerable.Range(first, count));
    }

    public int First { get; }

    public int Last { get; }

    /// <summary>The noted block where it can be had; else the first that nobody claims and that no other manager has noted.</summary>
    public static UidBlock Claim(int firstUid, int count, int? noted, IReadOnlySet<int> others)
    {
        if (noted is { } own && ClaimAgain(own) is { } again)
        {
            return new(again, own, count);
        }

        for (var first = firstUid; first < firstUid + (MostBlocks * Size); first += Size)
        {
            if (!others.Contains(first) && TryClaim(first) is { } claim)
            {
                return new(claim, first, count);
            }
        }

        throw new SandboxFault($"{MostBlocks} managers run on this machine; no user ids are left for another");
    }

    /// <summary>Whether a uid is of this block, though it may be beyond the capacity: an earlier manager's was larger.</summary>
    public bool Has(int uid) => uid >= First && uid < First + Size;

    /// <summary>A uid that nothing runs under.</summary>
    /// <exception cref="SandboxRuntimeException">None is left.</exception>
    public int Take() => _free.TryDequeue(out var uid) ? uid : throw new SandboxRuntimeException("No user id is left for another sandbox: a manager with a larger Local:Capacity made those that live.");

    /// <summary>A sandbox of an earlier manager has this one.</summary>
    public void TakeOver(int uid)
    {
        var others = _free.Where(free => free != uid).ToList();
        _free.Clear();
        others.ForEach(_free.Enqueue);
    }

    public void Return(int uid)
    {
        if (uid <= Last)
        {
            _free.Enqueue(uid);
        }
    }

    public void Dispose() => _claim.Dispose();

    private static Socket? ClaimAgain(int first)
    {
        using var pause = new ManualResetEventSlim();
        for (var tries = 0; tries < MostTriesForNoted; tries++)
        {
            if (TryClaim(first) is { } claim)
            {
                return claim;
            }

            pause.Wait(BetweenTries);
        }

        return null;
    }

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
