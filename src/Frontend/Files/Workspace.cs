using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The file verbs of one session's sandbox.</summary>
internal sealed class Workspace(SandboxCalls calls, CancellationToken gone)
{
    // The workspace itself, as the agent names it.
    private const string Top = ".";

    public ValueTask<Outcome<FileEntry>> StatAsync(string path) => calls.AskAsync(Repeat.Always, (sandbox, lease) => sandbox.Stat(lease, OrTop(path)), gone);

    public ValueTask<Outcome<FileListing>> ListAsync(string path, string? afterName, int most) =>
        calls.AskAsync(Repeat.Always, (sandbox, lease) => sandbox.List(lease, OrTop(path), afterName, most), gone);

    public ValueTask<Outcome<OpenedFile>> OpenAsync(string path) => calls.AskAsync(Repeat.Always, (sandbox, lease) => sandbox.OpenFile(lease, path), gone);

    public ValueTask<Outcome<OpenedFile>> CreateAsync(string path) => calls.AskAsync(Repeat.Always, (sandbox, lease) => sandbox.CreateFile(lease, path), gone);

    public ValueTask<Outcome<FileChunk>> ReadAsync(int handle, long offset) =>
        calls.AskAsync(Repeat.Always, (sandbox, lease) => sandbox.ReadFile(lease, handle, offset, FileLimits.ChunkBytes), gone);

    public async ValueTask<Refusal?> WriteAsync(int handle, byte[] chunk) =>
        (await calls.AskAsync(Repeat.IfNotDone, (sandbox, lease) => sandbox.WriteFile(lease, handle, chunk), gone)).Refusal;

    /// <summary>Also where the one who asked has gone.</summary>
    public async ValueTask<Refusal?> CloseAsync(int handle, bool commit) =>
        (await calls.AskAsync(Repeat.IfNotDone, (sandbox, lease) => sandbox.CloseFile(lease, handle, commit), CancellationToken.None)).Refusal;

    public async ValueTask<Refusal?> DeleteAsync(string path) =>
        (await calls.AskAsync(Repeat.IfNotDone, (sandbox, lease) => sandbox.Delete(lease, path), gone)).Refusal;

    private static string OrTop(string path) => path.Length == 0 ? Top : path;
}
