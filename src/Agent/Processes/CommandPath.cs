using System.Text;

namespace Sandboxes.Agent;

/// <summary>Where a command is.</summary>
internal static class CommandPath
{
    public const string Default = "/usr/local/bin:/usr/bin:/bin";

    private const int MayExecute = 1;

    /// <summary>A path as it is, a name by the search path. Null: nowhere.</summary>
    public static string? Find(string command, string? searchPath)
    {
        if (command.Contains('/'))
        {
            return command;
        }

        foreach (var folder in (searchPath ?? Default).Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            var path = folder + "/" + command;
            if (command.Length > 0 && IsProgram(path))
            {
                return path;
            }
        }

        return null;
    }

    private static unsafe bool IsProgram(string path)
    {
        using var name = new CString(Encoding.UTF8.GetBytes(path));
        return Sys.Call(269, Sys.CurrentDirectory, (nint)name.Pointer, MayExecute) == 0
            && FileStatus.Of(Sys.CurrentDirectory, path, follow: true) is { IsFile: true };
    }
}
