using System.Text;

namespace Sandboxes.Frontend;

/// <summary>Paths beneath a workspace: relative, without tricks. The agent resolves them again, beneath the workspace, whatever comes.</summary>
internal static class WorkspacePath
{
    public const int MostBytes = 1024;
    public const int MostNameBytes = 255;

    /// <summary>Null: the path may be looked up. Otherwise why not.</summary>
    public static string? Check(string path)
    {
        if (path.Length == 0 || path[0] == '/')
        {
            return "Paths are relative to the workspace and not empty.";
        }

        if (path.AsSpan().ContainsAny('\0', '\\'))
        {
            return "Paths have neither NUL nor backslash.";
        }

        return Encoding.UTF8.GetByteCount(path) > MostBytes ? $"Paths may have at most {MostBytes} bytes." : CheckNames(path);
    }

    private static string? CheckNames(string path)
    {
        foreach (var range in path.AsSpan().Split('/'))
        {
            var name = path.AsSpan()[range];
            if (name is "" or "." or "..")
            {
                return "No part of a path may be empty, \".\" or \"..\".";
            }

            if (Encoding.UTF8.GetByteCount(name) > MostNameBytes)
            {
                return $"A name may have at most {MostNameBytes} bytes.";
            }
        }

        return null;
    }
}
