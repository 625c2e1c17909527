using System.Text;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>POSIX message queues. They are listed where their file system is mounted, and forbidden where it is not, for nobody could see what is left.</summary>
internal static unsafe class MessageQueues
{
    private const int MostQueues = 1_024;
    private const int QueueBytes = 12;

    /// <summary>Before any code runs: the limit cannot be raised again.</summary>
    public static void ForbidUnseen(IEnumerable<Mount> mounts)
    {
        if (Point(mounts) is null)
        {
            var none = stackalloc long[2];
            Sys.Call(302, 0, QueueBytes, (nint)none);
        }
    }

    public static IEnumerable<Fact> Facts(IReadOnlyList<Mount> mounts) =>
        Names(mounts).Select(name => new Fact(TraceKind.MessageQueue, Encoding.Latin1.GetString(name), "is there"));

    public static void RemoveAll(IReadOnlyList<Mount> mounts)
    {
        if (Point(mounts) is { } point && WritableTrees.OpenFolder(point) is >= 0 and var folder)
        {
            FolderNames.Read(folder, MostQueues).ForEach(name => WrittenFile.Remove(folder, name, 0));
            Sys.Close(folder);
        }
    }

    private static List<byte[]> Names(IReadOnlyList<Mount> mounts)
    {
        if (Point(mounts) is not { } point || WritableTrees.OpenFolder(point) is not (>= 0 and var folder))
        {
            return [];
        }

        var names = FolderNames.Read(folder, MostQueues);
        Sys.Close(folder);
        return names;
    }

    private static string? Point(IEnumerable<Mount> mounts) => mounts.LastOrDefault(mount => mount.Type == "mqueue")?.Point;
}
