using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The files of a session's workspace.</summary>
internal sealed class FileRoutes(ClusterGrains grains, Patience patience, PageTokens tokens, TimeProvider time)
{
    private const string Root = "/v1/sessions/{id}/files";
    private const string OneFile = Root + "/{**path}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("GET", OneFile, Of(GetAsync));
        routes.MapApi("HEAD", OneFile, Of(HeadAsync));
        routes.MapApi("PUT", OneFile, Of(FileUpload.PutAsync));
        routes.MapApi("DELETE", OneFile, Of(DeleteAsync));
    }

    private delegate ValueTask<Problem?> HandleFile(HttpContext context, Workspace workspace, string path);

    private Handle Of(HandleFile handle) => async context =>
    {
        var (path, invalid) = RequestedPath.Read(context);
        if (invalid is not null)
        {
            return invalid;
        }

        var session = grains.Session(context.SessionId());
        var (place, ended) = await patience.UseAsync(session, context.RequestAborted);
        if (ended is not null)
        {
            return ended.ToProblem();
        }

        var calls = new SandboxCalls(grains.Sandbox(place!.Sandbox), session, place, patience, time);
        return await handle(context, new Workspace(calls, context.RequestAborted), path!);
    };

    private async ValueTask<Problem?> GetAsync(HttpContext context, Workspace workspace, string path)
    {
        if (path.Length == 0)
        {
            return await ListAsync(context, workspace, path);
        }

        var (opened, refusal) = await workspace.OpenAsync(path);
        return refusal switch
        {
            null => await FileDownload.SendAsync(context, workspace, opened!),
            { Code: RefusalCode.NotAFile } => await GetFolderAsync(context, workspace, path, refusal),
            _ => refusal.ToProblem(),
        };
    }

    private async ValueTask<Problem?> GetFolderAsync(HttpContext context, Workspace workspace, string path, Refusal notAFile)
    {
        var (entry, refusal) = await workspace.StatAsync(path);
        return entry is { Kind: FileKind.Directory } ? await ListAsync(context, workspace, path) : (refusal ?? notAFile).ToProblem();
    }

    private async ValueTask<Problem?> ListAsync(HttpContext context, Workspace workspace, string path)
    {
        var scope = $"files?{context.SessionId()}/{path}";
        var (page, invalid) = PageQuery.CheckNames(context.Request.Query, PageQuery.Names) ?? PageQuery.Read(context.Request.Query, tokens, scope);
        if (invalid is not null)
        {
            return invalid;
        }

        var (listing, refusal) = await workspace.ListAsync(path, page!.After, page.Size);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        var next = listing!.NextAfterName is { } after ? tokens.Protect(scope, after) : null;
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, (listing.Entries, next), static (json, list) => ListJson.Write(json, "entries"u8, list.Entries, list.next, FileEntryJson.Write));
        return null;
    }

    private static async ValueTask<Problem?> HeadAsync(HttpContext context, Workspace workspace, string path)
    {
        var (entry, refusal) = await workspace.StatAsync(path);
        if (refusal is null)
        {
            FileEntryJson.WriteHeaders(context.Response, entry!);
        }

        return refusal?.ToProblem();
    }

    private static async ValueTask<Problem?> DeleteAsync(HttpContext context, Workspace workspace, string path)
    {
        if (path.Length == 0)
        {
            return new(ErrorTable.InvalidPath, "The workspace itself stays; delete what is in it.") { Field = "path" };
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return (await workspace.DeleteAsync(path))?.ToProblem();
    }
}
