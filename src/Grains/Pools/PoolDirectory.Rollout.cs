using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

public sealed partial class PoolDirectory
{
    /// <summary>The shelves of a template on all nodes that take leases, in the order of the nodes. A node that has not heard of the template yet has one without a revision.</summary>
    public IReadOnlyList<PoolView> ShelvesOf(string template) =>
        [.. _heard.Values.Where(Takes).OrderBy(heard => heard.Report.Node.Node, StringComparer.Ordinal).SelectMany(heard => ShelvesOf(template, heard.Report))];

    private static IEnumerable<PoolView> ShelvesOf(string template, NodeReport report) => report.Pools
        .Where(pool => pool.Template == template)
        .DefaultIfEmpty(new() { Node = report.Node.Node, Template = template, Scope = Scopes.Shared, Revision = 0 });
}
