using System.Globalization;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>The block of uids that sandboxes of a manager's folder run under, so that nobody else gives them out.</summary>
internal static class UidNote
{
    private const string Name = "uids";

    /// <summary>The first uid of the block; null where none is noted.</summary>
    public static int? Read(string instanceFolder)
    {
        var path = Path.Combine(instanceFolder, Name);
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : null;
    }

    public static void Write(string instanceFolder, int first)
    {
        var unfinished = Path.Combine(instanceFolder, Name + ".new");
        File.WriteAllText(unfinished, first.ToString(CultureInfo.InvariantCulture));
        File.Move(unfinished, Path.Combine(instanceFolder, Name), overwrite: true);
    }
}
