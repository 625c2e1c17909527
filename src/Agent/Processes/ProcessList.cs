using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;

namespace Sandboxes.Agent;

/// <summary>A line of /proc/PID/stat, as far as it is needed.</summary>
internal readonly record struct ProcessEntry(int Id, int Parent, int Session, bool Zombie, TimeSpan Processor);

/// <summary>Reads /proc.</summary>
internal sealed class ProcessList
{
    private const int TicksPerSecond = 100;

    /// <summary>
    /// A process that executes a program has no environment for a moment, and must not be taken for one that has none: it is
    /// looked at again, at most so often. The moment is as long as others keep the processors from it.
    /// </summary>
    private const int MostLooks = 100;
    private const int PauseNanoseconds = 500_000;
    private readonly int _folder = Sys.OpenAt(Sys.CurrentDirectory, "/proc"u8, Sys.ReadOnly | Sys.Directory | Sys.CloseOnExec);
    private readonly int _load = Sys.OpenAt(Sys.CurrentDirectory, "/proc/loadavg"u8, Sys.ReadOnly | Sys.CloseOnExec);
    private readonly Dictionary<int, ProcessEntry> _entries = [];

    /// <summary>Every process that is seen, by its id. Valid until the next call.</summary>
    public Dictionary<int, ProcessEntry> Read()
    {
        _entries.Clear();
        Sys.Call(8, _folder);
        Span<byte> buffer = stackalloc byte[16 << 10];
        for (var count = ReadFolder(buffer); count > 0; count = ReadFolder(buffer))
        {
            ReadNames(buffer[..count]);
        }

        return _entries;
    }

    /// <summary>The last process or thread id that was given in this pid namespace: while it stays, nothing was started. -1: not known.</summary>
    public int LastId()
    {
        Span<byte> text = stackalloc byte[128];
        var count = Sys.ReadAt(_load, text, 0);
        if (count <= 0)
        {
            return -1;
        }

        var line = text[..(count - 1)];
        return Utf8Parser.TryParse(line[(line.LastIndexOf((byte)' ') + 1)..], out int id, out _) ? id : -1;
    }

    /// <summary>Whether a variable with this value stands in the environment that a process was started with.</summary>
    public bool HasVariable(int process, string assignment)
    {
        Span<byte> text = stackalloc byte[16 << 10];
        var count = Read(process, "/environ", text);
        for (var looks = 1; count == 0 && looks < MostLooks && IsExecuting(process); looks++)
        {
            Sys.Pause(PauseNanoseconds);
            count = Read(process, "/environ", text);
        }

        return text[..count].IndexOf(Encoding.UTF8.GetBytes(assignment + "\0")) >= 0;
    }

    // Its arguments are set together with its environment, and the kernel lets nobody who lives have none.
    private bool IsExecuting(int process)
    {
        Span<byte> text = stackalloc byte[512];
        if (Read(process, "/cmdline", text) > 0)
        {
            return false;
        }

        var stat = text[..Read(process, "/stat", text)];
        return stat.Length > 0 && !IsDead(stat[(stat.LastIndexOf((byte)')') + 2)..]);
    }

    private static bool IsDead(ReadOnlySpan<byte> state) => state[0] is (byte)'Z' or (byte)'X';

    private int Read(int process, string name, Span<byte> text)
    {
        var file = Sys.OpenAt(_folder, Encoding.UTF8.GetBytes(process + name), Sys.ReadOnly | Sys.CloseOnExec);
        if (file < 0)
        {
            return 0;
        }

        var count = Math.Max(0, Sys.Read(file, text));
        Sys.Close(file);
        return count;
    }

    /// <summary>Makes a process a likelier victim than the agent when memory is out.</summary>
    public void PreferForOom(int process)
    {
        var file = Sys.OpenAt(_folder, Encoding.UTF8.GetBytes(process + "/oom_score_adj"), Sys.WriteOnly | Sys.CloseOnExec);
        if (file >= 0)
        {
            Sys.Write(file, "500"u8);
            Sys.Close(file);
        }
    }

    /// <summary>The largest resident memory of a process so far.</summary>
    public long PeakMemoryBytes(int process)
    {
        var file = Sys.OpenAt(_folder, Encoding.UTF8.GetBytes(process + "/status"), Sys.ReadOnly | Sys.CloseOnExec);
        if (file < 0)
        {
            return 0;
        }

        Span<byte> text = stackalloc byte[2 << 10];
        var count = Math.Max(0, Sys.Read(file, text));
        Sys.Close(file);
        var at = text[..count].IndexOf("VmHWM:"u8);
        var number = at < 0 ? default : text[(at + 6)..count].TrimStart(" \t"u8);
        return Utf8Parser.TryParse(number, out long kilobytes, out _) ? kilobytes * 1024 : 0;
    }

    private unsafe int ReadFolder(Span<byte> buffer)
    {
        fixed (byte* p = buffer)
        {
            return (int)Sys.Call(217, _folder, (nint)p, buffer.Length);
        }
    }

    private void ReadNames(ReadOnlySpan<byte> records)
    {
        while (records.Length > 19)
        {
            var length = MemoryMarshal.Read<ushort>(records[16..]);
            var name = records[19..length];
            name = name[..name.IndexOf((byte)0)];
            if (Utf8Parser.TryParse(name, out int id, out var used) && used == name.Length)
            {
                ReadEntry(id, name);
            }

            records = records[length..];
        }
    }

    private void ReadEntry(int id, ReadOnlySpan<byte> name)
    {
        Span<byte> path = stackalloc byte[name.Length + 5];
        name.CopyTo(path);
        "/stat"u8.CopyTo(path[name.Length..]);
        var file = Sys.OpenAt(_folder, path, Sys.ReadOnly | Sys.CloseOnExec);
        if (file < 0)
        {
            return;
        }

        Span<byte> text = stackalloc byte[512];
        var count = Sys.Read(file, text);
        Sys.Close(file);
        if (count > 0)
        {
            Parse(id, text[..count]);
        }
    }

    // The name in brackets may hold anything, so the fields are counted from its last bracket.
    private void Parse(int id, ReadOnlySpan<byte> text)
    {
        var fields = text[(text.LastIndexOf((byte)')') + 2)..];
        var zombie = IsDead(fields);
        Span<long> numbers = stackalloc long[13];
        fields = fields[2..];
        for (var i = 0; i < numbers.Length && Utf8Parser.TryParse(fields, out numbers[i], out var used); i++)
        {
            fields = fields[Math.Min(fields.Length, used + 1)..];
        }

        // Counted from the parent: group 1, session 2, user and system time 10 and 11.
        var time = TimeSpan.FromSeconds((double)(numbers[10] + numbers[11]) / TicksPerSecond);
        _entries[id] = new(id, (int)numbers[0], (int)numbers[2], zombie, time);
    }
}
