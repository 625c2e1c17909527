using System.Text;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// Sockets of the network namespace that are not the agent's own: those with a name or that listen, and every one of the internet's protocols. Pairs without a name die with who holds them, which the list of processes
/// tells.
/// </summary>
internal static unsafe class SocketTable
{
    private const int UnixListens = 0x10000;
    private const int MostDescriptors = 4_096;
    private static readonly string[] Internet = ["tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6", "icmp", "icmp6"];

    public static IEnumerable<Fact> Facts()
    {
        var own = OwnInodes();
        var ports = new HashSet<string>();
        var found = new List<Fact>();
        foreach (var protocol in Internet)
        {
            foreach (var socket in Rows("/proc/net/" + protocol))
            {
                Take(protocol, socket, own, ports, found);
            }
        }

        foreach (var line in Rows("/proc/net/unix"))
        {
            TakeUnix(line, own, found);
        }

        return found.Where(fact => !ports.Contains(fact.Value));
    }

    // sl local remote state queues timer retransmits uid timeout inode. A connection that is over has no inode: one of the agent's own port is the agent's.
    private static void Take(string protocol, string[] row, HashSet<string> own, HashSet<string> ports, List<Fact> found)
    {
        var (local, inode) = (row[1], row[9]);
        if (own.Contains(inode))
        {
            ports.Add(PortOf(local));
            return;
        }

        found.Add(new(TraceKind.Socket, $"{protocol} {local} to {row[2]} in state {row[3]}", inode == "0" ? PortOf(local) : "is open"));
    }

    private static string PortOf(string address) => "over, port " + address[(address.LastIndexOf(':') + 1)..];

    // num references protocol flags type state inode path
    private static void TakeUnix(string[] row, HashSet<string> own, List<Fact> found)
    {
        var listens = (Convert.ToInt32(row[3], 16) & UnixListens) != 0;
        if (!own.Contains(row[6]) && (listens || row.Length > 7))
        {
            found.Add(new(TraceKind.Socket, $"unix {(row.Length > 7 ? row[7] : row[6])}", listens ? "listens" : "has a name"));
        }
    }

    private static IEnumerable<string[]> Rows(string path) =>
        ProcText.Read(path) is { } text ? ProcText.Lines(text).Skip(1).Select(ProcText.Fields) : [];

    private static HashSet<string> OwnInodes()
    {
        var inodes = new HashSet<string>();
        var folder = WritableTrees.OpenFolder("/proc/self/fd");
        foreach (var name in FolderNames.Read(folder, MostDescriptors))
        {
            var target = Target(folder, name);
            if (target.StartsWith("socket:[", StringComparison.Ordinal))
            {
                inodes.Add(target[8..^1]);
            }
        }

        Sys.Close(folder);
        return inodes;
    }

    private static string Target(int folder, byte[] name)
    {
        using var path = new CString(name);
        var target = stackalloc byte[64];
        var count = (int)Sys.Call(267, folder, (nint)path.Pointer, (nint)target, 64);
        return count <= 0 ? "" : Encoding.Latin1.GetString(target, count);
    }
}
