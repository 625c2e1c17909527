using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Sends a file chunk by chunk; the next one is read when the client has taken the last.</summary>
internal static class FileDownload
{
    public static async ValueTask<Problem?> SendAsync(HttpContext context, Workspace workspace, OpenedFile file)
    {
        try
        {
            var (first, refusal) = await workspace.ReadAsync(file.Handle, 0);
            if (refusal is not null)
            {
                return refusal.ToProblem();
            }

            FileEntryJson.WriteHeaders(context.Response, file.Entry);
            await SendAsync(context, workspace, file, first!);
            return null;
        }
        finally
        {
            await workspace.CloseAsync(file.Handle, commit: false);
        }
    }

    private static async Task SendAsync(HttpContext context, Workspace workspace, OpenedFile file, FileChunk chunk)
    {
        var sent = 0L;
        while (chunk.Bytes.Length > 0 && sent < file.Entry.Size)
        {
            // A file that grows meanwhile is sent as long as it was; its length is in the headers already.
            var most = (int)Math.Min(chunk.Bytes.Length, file.Entry.Size - sent);
            await context.Response.Body.WriteAsync(chunk.Bytes.AsMemory(0, most), context.RequestAborted);
            sent += most;
            chunk = await NextAsync(workspace, file, sent);
        }

        if (sent < file.Entry.Size)
        {
            // It shrank, or was lost: the client must not take what it has for the whole.
            context.Abort();
        }
    }

    private static async ValueTask<FileChunk> NextAsync(Workspace workspace, OpenedFile file, long offset) =>
        offset == file.Entry.Size ? new([]) : (await workspace.ReadAsync(file.Handle, offset)).Value ?? new([]);
}
