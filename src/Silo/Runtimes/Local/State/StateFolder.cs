using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>
/// The folder of this machine's managers: one folder for each of them, held by a lock that the kernel lifts when its process ends.
/// Whoever starts removes what those without a holder have left.
/// </summary>
internal static class StateFolder
{
    /// <summary>Where the agents of all nodes write their journals.</summary>
    public const string Journals = "journals";

    private const string SweepLock = ".sweep";

    public static string Default() => Libc.IsRoot
        ? "/var/lib/sandboxes"
        : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime)
            ? Path.Combine(runtime, "sandboxes")
            : Path.Combine(Path.GetTempPath(), $"sandboxes-{Libc.EffectiveUid()}");

    /// <summary>Sweeps, and makes a folder for this manager; or, where its sandboxes outlive it, takes the one that the last manager of that node left.</summary>
    /// <exception cref="SandboxFault">The folder cannot be made, is not ours alone, or another process runs that node.</exception>
    public static InstanceFolder Claim(string path, string node, bool keep)
    {
        try
        {
            CreateOwn(path);
            using var sweeping = LockFile.Wait(Path.Combine(path, SweepLock));
            Sweep(path, keep ? null : node);
            return keep ? InstanceFolder.Take(path, node) : InstanceFolder.Create(path);
        }
        catch (Exception fault) when (fault is (IOException or UnauthorizedAccessException) and not SandboxFault)
        {
            throw new SandboxFault($"The state folder {path} cannot be used ({fault.Message}). Set Local:StateFolder to a folder that this user may write to.");
        }
    }

    /// <summary>Removes the folder when no manager is left in it.</summary>
    public static void RemoveIfUnused(string path)
    {
        var sweepLock = Path.Combine(path, SweepLock);
        using var sweeping = LockFile.Wait(sweepLock);
        if (Directory.EnumerateFileSystemEntries(path).All(entry => entry == sweepLock))
        {
            File.Delete(sweepLock);
            Directory.Delete(path);
        }
    }

    /// <summary>
    /// Claims users for a manager and notes that: what the others of the same folder have noted is skipped, whether they run now or not. By the kernel's names alone those would be missed
    /// that are away while their sandboxes live, or that run in another network namespace, which has names of its own.
    /// </summary>
    public static UidBlock ClaimUids(InstanceFolder instance, int firstUid, int count)
    {
        using var sweeping = LockFile.Wait(Path.Combine(instance.StateFolder, SweepLock));
        var others = Directory.GetDirectories(instance.StateFolder).Where(folder => folder != instance.Path && IsAManagers(folder));
        var block = UidBlock.Claim(firstUid, count, UidNote.Read(instance.Path), others.Select(UidNote.Read).OfType<int>().ToHashSet());
        UidNote.Write(instance.Path, block.First);
        return block;
    }

    // Those of a node are left to it, until it says itself that its sandboxes end with it.
    private static void Sweep(string path, string? endedNode)
    {
        var ended = endedNode is null ? null : InstanceFolder.PathFor(path, endedNode);
        foreach (var folder in Directory.GetDirectories(path).Where(folder => IsAManagers(folder) && (folder == ended || !IsKept(folder))))
        {
            using var abandoned = LockFile.Try(Path.Combine(folder, InstanceFolder.LockName));
            if (abandoned is not null)
            {
                Leftovers.Remove(folder);
            }
        }

        if (endedNode is not null)
        {
            Folders.Remove(Path.Combine(path, Journals, endedNode));
            Folders.RemoveIfEmpty(Path.Combine(path, Journals));
        }
    }

    // Somebody may have named a folder in which other things are as well.
    private static bool IsAManagers(string folder) => File.Exists(Path.Combine(folder, InstanceFolder.LockName));

    private static bool IsKept(string folder) => Path.GetFileName(folder).StartsWith(InstanceFolder.KeptPrefix, StringComparison.Ordinal);

    // Sandboxes' own users reach the agent through it, so others may pass, but not list it. A folder that someone else made
    // beforehand, where anyone may make one, is refused.
    private static void CreateOwn(string path)
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        Directory.CreateDirectory(path, Mode);
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw new IOException("it is a link");
        }

        File.SetUnixFileMode(path, Mode);
    }
}
