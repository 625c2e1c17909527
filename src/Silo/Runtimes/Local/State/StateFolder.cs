using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>
/// The folder of this machine's managers: one folder for each of them, held by a lock that the kernel lifts when its process ends.
/// Whoever starts removes what those without a holder have left.
/// </summary>
internal static class StateFolder
{
    private const string SweepLock = ".sweep";

    public static string Default() => Libc.IsRoot
        ? "/var/lib/sandboxes"
        : Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime && Directory.Exists(runtime)
            ? Path.Combine(runtime, "sandboxes")
            : Path.Combine(Path.GetTempPath(), $"sandboxes-{Libc.EffectiveUid()}");

    /// <summary>Sweeps, and makes a folder for this manager.</summary>
    /// <exception cref="SandboxFault">The folder cannot be made, or is not ours alone.</exception>
    public static InstanceFolder Claim(string path)
    {
        try
        {
            CreateOwn(path);
            using var sweeping = LockFile.Wait(Path.Combine(path, SweepLock));
            Sweep(path);
            return InstanceFolder.Create(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
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

    private static void Sweep(string path)
    {
        foreach (var folder in Directory.GetDirectories(path))
        {
            using var abandoned = LockFile.Try(Path.Combine(folder, InstanceFolder.LockName));
            if (abandoned is not null)
            {
                Leftovers.Remove(folder);
            }
        }
    }

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
