using System.Collections.Concurrent;
using System.Threading.Channels;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>A sandbox in memory: executions as the test's program says, and a flat store of files.</summary>
public sealed class FakeSandbox(FakeCluster cluster) : ISandboxGrain
{
    private readonly ConcurrentDictionary<int, (string Path, MemoryStream Bytes)> _open = new();
    private int _last;

    public ConcurrentDictionary<string, FakeExecution> Executions { get; } = new();

    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    public List<ExecutionRequest> Asked { get; } = [];

    public List<int> ChunkSizes { get; } = [];

    /// <summary>Completed when a file was created.</summary>
    public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Handles of the files that were closed, in order.</summary>
    public Channel<int> Closed { get; } = Channel.CreateUnbounded<int>();

    public int OpenFiles => _open.Count;

    public ValueTask<Outcome<ExecutionStarted>> Execute(LeaseId lease, ExecutionRequest request)
    {
        if (cluster.SandboxRefusal is { } refusal)
        {
            return new(refusal);
        }

        Asked.Add(request);
        var id = $"e-{Interlocked.Increment(ref _last)}";
        Executions[id] = cluster.Program(request);
        return new(new ExecutionStarted(id));
    }

    public ValueTask<Outcome<ExecutionEvents>> Read(LeaseId lease, string execution, long after, TimeSpan wait) =>
        Find(execution, out var found) is { } refusal ? new(refusal) : found.ReadAsync(after, wait);

    public ValueTask<Outcome<StdinTaken>> WriteStdin(LeaseId lease, string execution, byte[] data, bool close)
    {
        if (Find(execution, out var found) is { } refusal)
        {
            return new(refusal);
        }

        found.Stdin.Add(data);
        return new(new StdinTaken(data.Length));
    }

    public ValueTask<Outcome<Done>> Signal(LeaseId lease, string execution, string signal)
    {
        if (Find(execution, out var found) is { } refusal)
        {
            return new(refusal);
        }

        found.Signals.Add(signal);
        return new(Done.Instance);
    }

    public ValueTask<Outcome<Done>> Cancel(LeaseId lease, string execution)
    {
        if (Find(execution, out var found) is { } refusal)
        {
            return new(refusal);
        }

        if (!found.Ended)
        {
            found.End(Verdict.Cancelled, null);
        }

        return new(Done.Instance);
    }

    public ValueTask<Outcome<FileEntry>> Stat(LeaseId lease, string path)
    {
        if (cluster.SandboxRefusal is { } refusal)
        {
            return new(refusal);
        }

        return Entry(path) is { } entry ? new(entry) : new(NoFile);
    }

    public ValueTask<Outcome<FileListing>> List(LeaseId lease, string path, string? afterName, int most)
    {
        var prefix = path == "." ? "" : path + "/";
        var names = Files.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..].Split('/')[0])
            .Distinct().Order(StringComparer.Ordinal).Where(name => afterName is null || string.CompareOrdinal(name, afterName) > 0).ToList();
        var page = names.Take(most).ToList();
        return new(new FileListing([.. page.Select(name => Entry(prefix + name)!)], names.Count > most ? page[^1] : null));
    }

    public ValueTask<Outcome<OpenedFile>> OpenFile(LeaseId lease, string path)
    {
        if (cluster.SandboxRefusal is { } refusal)
        {
            return new(refusal);
        }

        return Entry(path) switch
        {
            null => new(NoFile),
            { Kind: FileKind.Directory } => new(new Refusal(RefusalCode.NotAFile, "It is a folder.")),
            var entry => new(new OpenedFile(Open(path, new MemoryStream(Files[path])), entry)),
        };
    }

    public ValueTask<Outcome<OpenedFile>> CreateFile(LeaseId lease, string path) => cluster.SandboxRefusal is { } refusal
        ? new(refusal)
        : new(new OpenedFile(Open(path, new MemoryStream()), new(path, FileKind.File, 0, 0x1A4, FakeSession.Opened)));

    public ValueTask<Outcome<FileChunk>> ReadFile(LeaseId lease, int handle, long offset, int most)
    {
        var bytes = _open[handle].Bytes.ToArray();
        var chunk = bytes[(int)Math.Min(offset, bytes.Length)..(int)Math.Min(offset + most, bytes.Length)];
        ChunkSizes.Add(chunk.Length);
        return new(new FileChunk(chunk));
    }

    public ValueTask<Outcome<Done>> WriteFile(LeaseId lease, int handle, byte[] chunk)
    {
        if (cluster.SandboxRefusal is { } refusal)
        {
            return new(refusal);
        }

        ChunkSizes.Add(chunk.Length);
        _open[handle].Bytes.Write(chunk);
        return new(Done.Instance);
    }

    public ValueTask<Outcome<Done>> CloseFile(LeaseId lease, int handle, bool commit)
    {
        if (_open.TryRemove(handle, out var file) && commit)
        {
            Files[file.Path] = file.Bytes.ToArray();
        }

        Closed.Writer.TryWrite(handle);
        return new(Done.Instance);
    }

    public ValueTask<Outcome<Done>> Delete(LeaseId lease, string path) =>
        cluster.SandboxRefusal is { } refusal ? new(refusal) : Files.TryRemove(path, out _) ? new(Done.Instance) : new(NoFile);

    public ValueTask<StartResult> Start(TemplateSpec template) => throw Unused;

    public ValueTask<LatchResult> Bind(LeaseId lease, SessionId session, TimeSpan timeToConfirm) => throw Unused;

    public ValueTask<LatchResult> Confirm(LeaseId lease, LeaseTerms terms, IReadOnlyDictionary<string, string>? env) => throw Unused;

    public ValueTask<LatchResult> Renew(LeaseId lease, LeaseTerms terms) => throw Unused;

    public ValueTask End(LeaseId lease, EndReason reason) => throw Unused;

    public ValueTask<bool> Retire() => throw Unused;

    public ValueTask<SessionEnd?> Ended() => throw Unused;

    public ValueTask<SandboxStatus?> Status() => throw Unused;

    public ValueTask<WipeReport> Proof(LeaseId lease) => throw Unused;

    private static NotSupportedException Unused => new("The frontend leaves this verb to the grains.");

    private static Refusal NoFile => new(RefusalCode.FileNotFound, "There is no such file.");

    private Refusal? Find(string execution, out FakeExecution found) =>
        Executions.TryGetValue(execution, out found!) ? cluster.SandboxRefusal : new(RefusalCode.ExecutionNotFound, "There is no such execution.");

    private int Open(string path, MemoryStream bytes)
    {
        var handle = Interlocked.Increment(ref _last);
        _open[handle] = (path, bytes);
        Opened.TrySetResult();
        return handle;
    }

    private FileEntry? Entry(string path)
    {
        if (Files.TryGetValue(path, out var bytes))
        {
            return new(path, FileKind.File, bytes.Length, 0x1A4, FakeSession.Opened);
        }

        var folder = path == "." || Files.Keys.Any(name => name.StartsWith(path + "/", StringComparison.Ordinal));
        return folder ? new(path, FileKind.Directory, 0, 0x1ED, FakeSession.Opened) : null;
    }
}
