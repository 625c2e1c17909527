using System.Globalization;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Shared memory, semaphores and message queues of the IPC namespace, which is the sandbox's own.</summary>
internal static class SystemVObjects
{
    private const int RemoveId = 0;

    /// <summary>The kind, and the system call that removes one by its id: shmctl, semctl, msgctl.</summary>
    private static readonly (string Kind, int Control)[] Kinds = [("shm", 31), ("sem", 66), ("msg", 71)];

    public static IEnumerable<Fact> Facts()
    {
        foreach (var (kind, _) in Kinds)
        {
            if (Ids(kind) is not { } ids)
            {
                yield return new(TraceKind.Unseen, kind, "the kernel's list cannot be read");
                continue;
            }

            foreach (var id in ids)
            {
                yield return new(TraceKind.SystemV, $"{kind} {id}", "is there");
            }
        }
    }

    public static void RemoveAll()
    {
        foreach (var (kind, control) in Kinds)
        {
            foreach (var id in Ids(kind) ?? [])
            {
                // Of semctl the command is the third argument.
                _ = kind == "sem" ? Sys.Call(control, id, 0, RemoveId) : Sys.Call(control, id, RemoveId);
            }
        }
    }

    // A line for each: key, id, ...
    private static List<int>? Ids(string kind) => ProcText.Read("/proc/sysvipc/" + kind) is { } text
        ? [.. ProcText.Lines(text).Skip(1).Select(line => int.Parse(ProcText.Fields(line)[1], CultureInfo.InvariantCulture))]
        : null;
}
