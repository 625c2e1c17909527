using System.Buffers.Text;

namespace Sandboxes.Agent;

/// <summary>A number in one of the sandbox's cgroup files; 0 where there is none.</summary>
internal sealed class CgroupCounter(int descriptor, byte[] name)
{
    public long Read()
    {
        if (descriptor < 0)
        {
            return 0;
        }

        Span<byte> text = stackalloc byte[512];
        var count = Sys.ReadAt(descriptor, text, 0);
        return count > 0 ? Find(text[..count]) : 0;
    }

    private long Find(ReadOnlySpan<byte> text)
    {
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            if (line.StartsWith(name) && Utf8Parser.TryParse(line[name.Length..], out long value, out _))
            {
                return value;
            }
        }

        return 0;
    }
}

/// <summary>The counters that tell why a program failed, and their values when it began.</summary>
internal sealed class Counters(int oomDescriptor, int pidsDescriptor)
{
    private readonly CgroupCounter _oomKills = new(oomDescriptor, "oom_kill "u8.ToArray());
    private readonly CgroupCounter _refusedForks = new(pidsDescriptor, "max "u8.ToArray());

    public Reading Read() => new(_oomKills.Read(), _refusedForks.Read());

    internal readonly record struct Reading(long OomKills, long RefusedForks);
}
