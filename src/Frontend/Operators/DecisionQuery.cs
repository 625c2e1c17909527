using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Which decisions of the pools a listing asks for.</summary>
internal sealed record DecisionQuery(string? Node, string? Template, string? Scope, int Most)
{
    private static readonly string[] Filters = ["node", "template", "scope"];

    public static Answer<DecisionQuery> Read(IQueryCollection query)
    {
        if (PageQuery.CheckNames(query, [.. Filters, "pageSize"]) is { } problem)
        {
            return problem;
        }

        foreach (var name in Filters.Where(name => query[name].ToString() is { Length: > 0 } value && !IdFormat.IsValid(value)))
        {
            return new Problem(ErrorTable.InvalidField, $"{name} must match {IdFormat.Pattern}.") { Field = name };
        }

        var (size, invalid) = PageQuery.ReadSize(query);
        return invalid is null ? new DecisionQuery(Given(query, "node"), Given(query, "template"), Given(query, "scope"), size) : invalid;
    }

    public bool Takes(PoolDecisionView decision) => (Template is null || Template == decision.Template) && (Scope is null || Scope == decision.Scope);

    private static string? Given(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } value ? value : null;
}
