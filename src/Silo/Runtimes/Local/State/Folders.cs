namespace Sandboxes.Silo.Runtimes.Local.State;

internal static class Folders
{
    public static void RemoveIfEmpty(string path)
    {
        if (Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }

    /// <summary>Removes a folder that code of a sandbox has written to; what cannot be removed now is swept at the next start.</summary>
    public static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It was never made.
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Programs may still be dying in it.
        }
    }
}
