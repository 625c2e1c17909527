using System.Text;

namespace Sandboxes.Agent;

/// <summary>A path beneath the workspace: its folder and its last name, as bytes.</summary>
internal readonly record struct WorkspacePath(byte[][] Names)
{
    private const int MostBytes = 4_096;
    private const int MostNameBytes = 255;

    public bool IsRoot => Names.Length == 0;

    public byte[] Name => IsRoot ? "."u8.ToArray() : Names[^1];

    public ReadOnlySpan<byte[]> Folder => IsRoot ? [] : Names.AsSpan(..^1);

    /// <summary>Null: absolute, with a way up, with a NUL, or too long.</summary>
    public static WorkspacePath? Parse(string path)
    {
        var names = new List<byte[]>();
        foreach (var part in path.Split('/'))
        {
            var name = Encoding.UTF8.GetBytes(part);
            if (part == ".." || name.Length > MostNameBytes)
            {
                return null;
            }

            if (part.Length > 0 && part != ".")
            {
                names.Add(name);
            }
        }

        var valid = !path.StartsWith('/') && !path.Contains('\0') && Encoding.UTF8.GetByteCount(path) <= MostBytes;
        return valid ? new([.. names]) : null;
    }
}
