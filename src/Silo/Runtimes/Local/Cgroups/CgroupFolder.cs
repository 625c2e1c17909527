using Sandboxes.Silo.Runtimes.Local.Launch;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>A folder of the cgroup file system, of either version.</summary>
internal static class CgroupFolder
{
    /// <summary>The most tries to end what is in a cgroup and remove it, two milliseconds apart: ten seconds.</summary>
    private const int MostTries = 5_000;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(2);

    public static void Create(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SandboxFault($"make the cgroup {path}: {fault.Message}");
        }
    }

    public static void Write(string folder, string file, string value)
    {
        try
        {
            using var handle = File.OpenHandle(Path.Combine(folder, file), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            RandomAccess.Write(handle, System.Text.Encoding.ASCII.GetBytes(value), 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SandboxFault($"write {value} to {file} of the cgroup {folder}: {fault.Message}");
        }
    }

    public static bool TryWrite(string folder, string file, string value)
    {
        try
        {
            Write(folder, file, value);
            return true;
        }
        catch (SandboxFault)
        {
            return false;
        }
    }

    /// <summary>The number in a line "name N"; 0 where there is none.</summary>
    public static long Count(ReadOnlySpan<char> text, string name)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (line.StartsWith(name) && line.Length > name.Length && line[name.Length] == ' ')
            {
                return long.Parse(line[(name.Length + 1)..], provider: null);
            }
        }

        return 0;
    }

    public static IEnumerable<int> Processes(string folder)
    {
        try
        {
            return [.. File.ReadAllLines(Path.Combine(folder, "cgroup.procs")).Select(line => int.Parse(line, provider: null)).Where(pid => pid > 0)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Kills what is in a cgroup and its children, and removes them, waiting for the kernel where it must. For the start and the end of a manager.</summary>
    public static void Destroy(string folder)
    {
        for (var tries = 0; tries < MostTries && !TryDestroy(folder); tries++)
        {
            using var pause = new ManualResetEventSlim();
            pause.Wait(BetweenTries);
        }
    }

    /// <summary>Destroys it, or, where what is in it is to be kept, removes it only if nothing is.</summary>
    public static void DestroyOrKeep(string folder, bool keep)
    {
        if (keep)
        {
            _ = TryDelete(folder);
        }
        else
        {
            Destroy(folder);
        }
    }

    /// <summary>As <see cref="Destroy"/>, without holding a thread.</summary>
    public static async ValueTask<bool> DestroyAsync(string folder, TimeProvider time)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (TryDestroy(folder))
            {
                return true;
            }

            await Task.Delay(BetweenTries, time);
        }

        return false;
    }

    /// <summary>Kills what is in it once. True: nothing is left, and the cgroup is removed.</summary>
    public static bool TryDestroy(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return true;
        }

        var removed = Directory.GetDirectories(folder).All(TryDestroy);
        return removed && TryRemove(folder);
    }

    private static bool TryRemove(string folder)
    {
        if (TryDelete(folder))
        {
            return true;
        }

        foreach (var pid in Processes(folder))
        {
            using var process = LaunchedProcess.Find(pid);
            process?.Kill();
        }

        return false;
    }

    /// <summary>Removes it if nothing is in it. True: it is not there.</summary>
    public static bool TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return !Directory.Exists(folder);
        }
    }
}
