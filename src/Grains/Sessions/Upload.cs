using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Puts the files of an open into the workspace, chunk by chunk.</summary>
internal sealed class Upload(ISandboxGrain sandbox, LeaseId lease)
{
    /// <summary>Null, or why it could not be put.</summary>
    public async ValueTask<Refusal?> Put(SessionFile file)
    {
        var created = await sandbox.CreateFile(lease, file.Path);
        if (created.Value is not { } opened)
        {
            return created.Refusal;
        }

        foreach (var chunk in file.Content.Chunk(FileLimits.ChunkBytes))
        {
            if ((await sandbox.WriteFile(lease, opened.Handle, chunk)).Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return (await sandbox.CloseFile(lease, opened.Handle, commit: true)).Refusal;
    }
}
