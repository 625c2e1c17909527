using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Which sessions a listing asks for.</summary>
internal sealed record SessionQuery(SessionState? State, string? Template, PageQuery Page, string Scope)
{
    private static readonly string[] Names = ["state", "template", .. PageQuery.Names];

    public static Answer<SessionQuery> Read(IQueryCollection query, PageTokens tokens, string organization)
    {
        if (PageQuery.CheckNames(query, Names) is { } problem)
        {
            return problem;
        }

        var (state, template) = (query["state"].ToString(), query["template"].ToString());
        if (state.Length > 0 && !Wire<SessionState>.TryParse(state, out _))
        {
            return new Problem(ErrorTable.InvalidField, $"state must be one of {string.Join(", ", Wire<SessionState>.Names)}.") { Field = "state", Allowed = Wire<SessionState>.Names };
        }

        if (template.Length > 0 && !IdFormat.IsValid(template))
        {
            return new Problem(ErrorTable.InvalidField, $"template must match {IdFormat.Pattern}.") { Field = "template" };
        }

        return Read(query, tokens, organization, state, template);
    }

    private static Answer<SessionQuery> Read(IQueryCollection query, PageTokens tokens, string organization, string state, string template)
    {
        var scope = $"{organization}/sessions?{state}&{template}";
        var (page, invalid) = PageQuery.Read(query, tokens, scope);
        if (invalid is not null)
        {
            return invalid;
        }

        SessionState? parsed = Wire<SessionState>.TryParse(state, out var value) ? value : null;
        return new SessionQuery(parsed, template.Length > 0 ? template : null, page!, scope);
    }
}
