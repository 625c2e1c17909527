using System.Buffers;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Takes a file chunk by chunk; the next one is read from the client when the sandbox has taken the last. It appears when it is whole.</summary>
internal static class FileUpload
{
    /// <summary>The largest file that one request may bring.</summary>
    public const long MaxBytes = 64 << 20;

    public static async ValueTask<Problem?> PutAsync(HttpContext context, Workspace workspace, string path)
    {
        if (path.Length == 0)
        {
            return new(ErrorTable.InvalidPath, "Name the file to put.") { Field = "path" };
        }

        if (context.Request.ContentLength > MaxBytes)
        {
            return TooLarge;
        }

        var (file, refusal) = await workspace.CreateAsync(path);
        return refusal is null ? await TakeAsync(context, workspace, file!) : refusal.ToProblem();
    }

    private static Problem TooLarge => new(ErrorTable.BodyTooLarge, $"A file may have at most {MaxBytes} bytes in one request.") { Limit = MaxBytes };

    private static async ValueTask<Problem?> TakeAsync(HttpContext context, Workspace workspace, OpenedFile file)
    {
        var whole = false;
        Refusal? refusal;
        try
        {
            var problem = await CopyAsync(context, workspace, file.Handle);
            whole = problem is null;
            if (problem is not null)
            {
                return problem;
            }
        }
        finally
        {
            refusal = await workspace.CloseAsync(file.Handle, commit: whole);
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return refusal?.ToProblem();
    }

    private static async ValueTask<Problem?> CopyAsync(HttpContext context, Workspace workspace, int handle)
    {
        var body = context.Request.BodyReader;
        for (var taken = 0L; ;)
        {
            var read = await body.ReadAtLeastAsync(FileLimits.ChunkBytes, context.RequestAborted);
            var chunk = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, FileLimits.ChunkBytes)).ToArray();
            var last = read.IsCompleted && chunk.Length == read.Buffer.Length;
            body.AdvanceTo(read.Buffer.GetPosition(chunk.Length));
            taken += chunk.Length;
            var problem = taken > MaxBytes ? TooLarge : await WriteAsync(workspace, handle, chunk);
            if (problem is not null || last)
            {
                return problem;
            }
        }
    }

    private static async ValueTask<Problem?> WriteAsync(Workspace workspace, int handle, byte[] chunk) =>
        chunk.Length == 0 ? null : (await workspace.WriteAsync(handle, chunk))?.ToProblem();
}
