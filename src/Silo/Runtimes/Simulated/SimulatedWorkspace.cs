using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>Small files in memory.</summary>
internal sealed class SimulatedWorkspace(TimeProvider time)
{
    private const int MostHandles = 16;
    private const int FileMode = 0b110_100_100;
    private const int FolderMode = 0b111_101_101;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, (byte[] Bytes, DateTimeOffset At)> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Handle> _handles = [];
    private int _lastHandle;

    public Outcome<FileEntry> Stat(string path)
    {
        lock (_lock)
        {
            return Find(path) is { } entry ? entry : NotFound(path);
        }
    }

    public Outcome<FileListing> List(string path, string? afterName, int most)
    {
        lock (_lock)
        {
            if (Find(path) is not { } folder)
            {
                return NotFound(path);
            }

            if (folder.Kind != FileKind.Directory)
            {
                return new Refusal(RefusalCode.NotADirectory, $"\"{path}\" is not a folder.");
            }

            var names = NamesIn(path).Where(name => afterName is null || string.CompareOrdinal(name, afterName) > 0).Take(most + 1).ToList();
            var page = names.Take(most).Select(name => Find(Join(path, name))!).ToList();
            return new FileListing(page, names.Count > most ? names[most - 1] : null);
        }
    }

    public Outcome<OpenedFile> Open(string path)
    {
        lock (_lock)
        {
            if (Find(path) is not { } entry)
            {
                return NotFound(path);
            }

            return entry.Kind == FileKind.File
                ? Opened(new(path, _files[path].Bytes, Writing: false), entry)
                : new Refusal(RefusalCode.NotAFile, $"\"{path}\" is not a file.");
        }
    }

    public Outcome<OpenedFile> Create(string path)
    {
        lock (_lock)
        {
            return Find(path) is { Kind: FileKind.Directory }
                ? new Refusal(RefusalCode.NotAFile, $"\"{path}\" is a folder.")
                : Opened(new(path, [], Writing: true), new(path, FileKind.File, 0, FileMode, time.GetUtcNow()));
        }
    }

    public Outcome<FileChunk> Read(int handle, long offset, int most)
    {
        lock (_lock)
        {
            if (!_handles.TryGetValue(handle, out var open))
            {
                return NoHandle();
            }

            var from = (int)Math.Min(offset, open.Bytes.Length);
            return new FileChunk(open.Bytes.AsSpan(from, Math.Min(Math.Min(most, FileLimits.ChunkBytes), open.Bytes.Length - from)).ToArray());
        }
    }

    public Outcome<Done> Write(int handle, ReadOnlySpan<byte> chunk, long workspaceBytes)
    {
        lock (_lock)
        {
            if (!_handles.TryGetValue(handle, out var open) || !open.Writing)
            {
                return NoHandle();
            }

            if (Used() + chunk.Length > workspaceBytes)
            {
                return new Refusal(RefusalCode.WorkspaceFull, $"The workspace takes {workspaceBytes} bytes.");
            }

            _handles[handle] = open with { Bytes = [.. open.Bytes, .. chunk] };
            return Done.Instance;
        }
    }

    public Outcome<Done> Close(int handle, bool commit)
    {
        lock (_lock)
        {
            if (!_handles.Remove(handle, out var open))
            {
                return NoHandle();
            }

            if (open.Writing && commit)
            {
                _files[open.Path] = (open.Bytes, time.GetUtcNow());
            }

            return Done.Instance;
        }
    }

    public Outcome<Done> Delete(string path)
    {
        lock (_lock)
        {
            if (_files.Remove(path))
            {
                return Done.Instance;
            }

            return Find(path) is null ? NotFound(path) : new Refusal(RefusalCode.DirectoryNotEmpty, $"\"{path}\" is not empty.");
        }
    }

    private Outcome<OpenedFile> Opened(Handle handle, FileEntry entry)
    {
        if (_handles.Count >= MostHandles)
        {
            return new Refusal(RefusalCode.TooManyOpenFiles, $"{MostHandles} files are open already.") { RetryAfterSeconds = 1 };
        }

        _handles[++_lastHandle] = handle;
        return new OpenedFile(_lastHandle, entry);
    }

    private long Used() => _files.Values.Sum(file => (long)file.Bytes.Length) + _handles.Values.Where(open => open.Writing).Sum(open => (long)open.Bytes.Length);

    private FileEntry? Find(string path)
    {
        if (_files.TryGetValue(path, out var file))
        {
            return new(path, FileKind.File, file.Bytes.Length, FileMode, file.At);
        }

        return path is "" or "." || NamesIn(path).Any() ? new(path, FileKind.Directory, 0, FolderMode, time.GetUtcNow()) : null;
    }

    private IEnumerable<string> NamesIn(string path)
    {
        var prefix = path is "" or "." ? "" : path + "/";
        return _files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..].Split('/')[0]).Distinct();
    }

    private static string Join(string path, string name) => path is "" or "." ? name : $"{path}/{name}";

    private static Refusal NotFound(string path) => new(RefusalCode.FileNotFound, $"There is no \"{path}\" in the workspace.");

    private static Refusal NoHandle() => new(RefusalCode.FileNotFound, "The file is not open (any more).");

    private sealed record Handle(string Path, byte[] Bytes, bool Writing);
}
