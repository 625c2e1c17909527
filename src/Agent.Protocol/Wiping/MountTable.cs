using System.Text;

namespace Sandboxes.Agent.Protocol;

/// <summary>A line of /proc/self/mountinfo. The same file system at the same place, with the same options, has the same line.</summary>
public sealed record Mount(string Id, string Point, string Options, string Type, string SuperOptions, string Line)
{
    /// <summary>File systems of the kernel's own, in which nobody keeps a file. What can be left in them (terminals, queues) is looked at for itself.</summary>
    private static readonly string[] NoTrees = ["proc", "sysfs", "devpts", "cgroup", "cgroup2", "mqueue", "securityfs", "debugfs", "tracefs", "bpf", "binfmt_misc"];

    /// <summary>Whether files may be written there, as far as the mount is concerned.</summary>
    public bool IsWritable => Has(Options, "rw") && Has(SuperOptions, "rw") && !NoTrees.Contains(Type);

    private static bool Has(string options, string option) => options.Split(',').Contains(option);
}

/// <summary>What is mounted where.</summary>
public static class MountTable
{
    /// <summary>In the order of the table, so that a later one hides an earlier one at the same point. Null: it is no such table.</summary>
    public static IReadOnlyList<Mount>? Parse(string table)
    {
        var mounts = new List<Mount>();
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (ParseLine(line) is not { } mount)
            {
                return null;
            }

            mounts.Add(mount);
        }

        return mounts;
    }

    /// <summary>Where files may be written, each place once.</summary>
    public static IReadOnlyList<string> Writable(IEnumerable<Mount> mounts)
    {
        var top = new Dictionary<string, Mount>();
        foreach (var mount in mounts)
        {
            top[mount.Point] = mount;
        }

        return [.. top.Values.Where(mount => mount.IsWritable).Select(mount => mount.Point).Order(StringComparer.Ordinal)];
    }

    // id parent device root point options optional... - type source super-options
    private static Mount? ParseLine(string line)
    {
        var fields = line.Split(' ');
        var dash = Array.IndexOf(fields, "-");
        return fields.Length < 10 || dash < 6 || dash + 3 >= fields.Length
            ? null
            : new(fields[0], Unescape(fields[4]), fields[5], fields[dash + 1], fields[dash + 3], line);
    }

    // A space in a path stands as \040.
    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var escaped = text[i] == '\\' && i + 3 < text.Length;
            plain.Append(escaped ? (char)Octal(text.AsSpan(i + 1, 3)) : text[i]);
            i += escaped ? 3 : 0;
        }

        return plain.ToString();
    }

    private static int Octal(ReadOnlySpan<char> digits) => ((digits[0] - '0') * 64) + ((digits[1] - '0') * 8) + (digits[2] - '0');
}
