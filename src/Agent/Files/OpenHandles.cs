using System.Text;

namespace Sandboxes.Agent;

/// <summary>A file that is open for reading.</summary>
internal class OpenedFile(int handle, int descriptor)
{
    public int Handle { get; } = handle;

    public int Descriptor { get; } = descriptor;

    public TimeSpan UsedAt { get; set; }

    /// <summary>0, or the negative error.</summary>
    public virtual int Close(bool commit) => Sys.Close(Descriptor);
}

/// <summary>A file that is being written: nobody sees it at its path before it is committed.</summary>
internal sealed class WrittenFile(int handle, int descriptor, int folder, byte[] temporary, byte[] name, string path) : OpenedFile(handle, descriptor)
{
    private const int RenameAt = 264;
    private const int UnlinkAt = 263;

    public static ReadOnlySpan<byte> Prefix => ".sandbox-put-"u8;

    public string Path { get; } = path;

    public static byte[] TemporaryName()
    {
        Span<byte> random = stackalloc byte[8];
        Sys.Random(random);
        return [.. Prefix, .. Encoding.ASCII.GetBytes(Convert.ToHexString(random))];
    }

    public override int Close(bool commit)
    {
        Sys.Close(Descriptor);
        var result = commit ? Rename() : 0;
        if (!commit || result < 0)
        {
            Remove(folder, temporary, 0);
        }

        Sys.Close(folder);
        return result;
    }

    public static unsafe int Remove(int folder, ReadOnlySpan<byte> name, int flags)
    {
        using var path = new CString(name);
        return (int)Sys.Call(UnlinkAt, folder, (nint)path.Pointer, flags);
    }

    private unsafe int Rename()
    {
        using var from = new CString(temporary);
        using var to = new CString(name);
        return (int)Sys.Call(RenameAt, folder, (nint)from.Pointer, folder, (nint)to.Pointer);
    }
}

/// <summary>The files that are open; each is closed when it is not used for a while.</summary>
internal sealed class OpenHandles : ITimed
{
    public const int Most = 16;

    private static readonly TimeSpan Expiry = TimeSpan.FromSeconds(30);
    private readonly EventLoop _loop;
    private readonly List<OpenedFile> _files = [];
    private int _last;

    public OpenHandles(EventLoop loop)
    {
        _loop = loop;
        loop.Add(this);
    }

    public bool Full => _files.Count >= Most;

    public TimeSpan Next => _files.Count == 0 ? TimeSpan.MaxValue : _files.Min(file => file.UsedAt) + Expiry;

    public int Count => _files.Count;

    /// <summary>Closes all; what was being written is forgotten.</summary>
    public void Clear()
    {
        _files.ToList().ForEach(file => Close(file, commit: false));
        _last = 0;
    }

    public int NextHandle() => ++_last;

    public bool IsWritten(string path) => _files.Exists(file => file is WrittenFile written && written.Path == path);

    public void Add(OpenedFile file)
    {
        file.UsedAt = _loop.Now;
        _files.Add(file);
    }

    public OpenedFile? Use(int handle)
    {
        var file = _files.Find(file => file.Handle == handle);
        if (file is not null)
        {
            file.UsedAt = _loop.Now;
        }

        return file;
    }

    /// <summary>0, or the negative error.</summary>
    public int Close(OpenedFile file, bool commit)
    {
        _files.Remove(file);
        return file.Close(commit);
    }

    public void Expire(TimeSpan now) =>
        _files.FindAll(file => now >= file.UsedAt + Expiry).ForEach(file => Close(file, commit: false));
}
