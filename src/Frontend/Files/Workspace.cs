using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The file verbs of one sandbox under one lease.</summary>
internal sealed class Workspace(ISandboxGrain sandbox, LeaseId lease)
{
    // The workspace itself, as the agent names it.
    private const string Top = ".";

    public ValueTask<Outcome<FileEntry>> StatAsync(string path) => sandbox.Stat(lease, OrTop(path));

    public ValueTask<Outcome<FileListing>> ListAsync(string path, string? afterName, int most) => sandbox.List(lease, OrTop(path), afterName, most);

    public ValueTask<Outcome<OpenedFile>> OpenAsync(string path) => sandbox.OpenFile(lease, path);

    public ValueTask<Outcome<OpenedFile>> CreateAsync(string path) => sandbox.CreateFile(lease, path);

    public ValueTask<Outcome<FileChunk>> ReadAsync(int handle, long offset) => sandbox.ReadFile(lease, handle, offset, FileLimits.ChunkBytes);

    public async ValueTask<Refusal?> WriteAsync(int handle, byte[] chunk) => (await sandbox.WriteFile(lease, handle, chunk)).Refusal;

    public async ValueTask<Refusal?> CloseAsync(int handle, bool commit) => (await sandbox.CloseFile(lease, handle, commit)).Refusal;

    public async ValueTask<Refusal?> DeleteAsync(string path) => (await sandbox.Delete(lease, path)).Refusal;

    private static string OrTop(string path) => path.Length == 0 ? Top : path;
}
