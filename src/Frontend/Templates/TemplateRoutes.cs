using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Putting and deleting templates, which operators may. Both say what is to be, so they may be repeated.</summary>
internal sealed class TemplateRoutes(ClusterGrains grains, Patience patience)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi("PUT", "/v1/templates/{name}", PutAsync, JsonAnswer.MediaType).WithMetadata(ForOperators.Instance);
        routes.MapApi("DELETE", "/v1/templates/{name}", DeleteAsync).WithMetadata(ForOperators.Instance);
    }

    private async ValueTask<Problem?> PutAsync(HttpContext context)
    {
        var (condition, malformed) = RevisionTag.Condition(context.Request);
        var (body, unread) = malformed is null ? await RequestBody.ReadAsync(context, TemplateBody.Shape) : malformed;
        var (template, invalid) = body?.ToTemplate(context.Id("name")) ?? unread!;
        if (invalid is not null)
        {
            return invalid;
        }

        var (put, refusal) = await ChangeAsync(() => grains.Templates.Put(template!, condition!), condition!, context.RequestAborted);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        await AnswerAsync(context, put!);
        return null;
    }

    /// <summary>What has a condition is not made again where it may have been done: its condition would then be false.</summary>
    private ValueTask<Outcome<T>> ChangeAsync<T>(Func<ValueTask<Outcome<T>>> change, TemplateCondition condition, CancellationToken gone) where T : class =>
        condition == TemplateCondition.None ? patience.HoldAsync(change, gone) : patience.OnceAsync(change, gone);

    private async Task AnswerAsync(HttpContext context, PutTemplate put)
    {
        var name = put.Entry.Newest.Name;
        var view = await patience.HoldAsync(() => grains.Template(context.Caller().Organization, name).Get(), context.RequestAborted) is { } seen && seen.Template.Revision == put.Entry.Newest.Revision
            ? seen
            : new TemplateView(put.Entry.Newest) { Rollout = put.Entry.Rollout };
        if (put.Created)
        {
            context.Response.Headers.Location = "/v1/templates/" + name;
        }

        RevisionTag.Write(context.Response, view.Template);
        await JsonAnswer.WriteAsync(context, put.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK, view, TemplateJson.Write);
    }

    private async ValueTask<Problem?> DeleteAsync(HttpContext context)
    {
        var (condition, malformed) = RevisionTag.Condition(context.Request);
        if (malformed is not null)
        {
            return malformed;
        }

        var (_, refusal) = await ChangeAsync(() => grains.Templates.Delete(context.Id("name"), condition!), condition!, context.RequestAborted);
        if (refusal is not null)
        {
            return refusal.ToProblem();
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return null;
    }
}
