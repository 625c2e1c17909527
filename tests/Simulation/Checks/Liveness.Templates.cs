using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

internal sealed partial class Liveness
{
    /// <summary>Every rollout has ended, and every silo knows how.</summary>
    private void JudgeTemplates()
    {
        var row = (TemplateRow)(world.Rows.Others.GetValueOrDefault(("row", "0")).Row ?? new TemplateRow());
        foreach (var (name, entry) in row.Templates)
        {
            Require(entry.Coming is not { } coming || world.Checks.MayRun(name, coming.Revision), "rollout-left", $"Revision {entry.Coming?.Revision} of {name} is still being rolled out.");
        }

        foreach (var silo in world.Cluster.Alive)
        {
            Require(silo.Templates.Version == row.Version, "templates-not-known", $"Silo {silo.Name} knows version {silo.Templates.Version} of the templates; {row.Version} is stored.");
        }
    }

    /// <summary>What is idle is of the revision that is served, unless the node has no room to replace it.</summary>
    private void JudgeRevisions(SimNode node, Shelf shelf, bool full)
    {
        if (world.Cluster.Alive.First().Templates.Entry(shelf.Key.Template) is not { } entry)
        {
            Require(false, "shelf-left", $"Shelf {shelf.Key} of {node.Name} is still there, and its template is not.");
            return;
        }

        Require(shelf.Template.Revision == entry.Served.Revision, "not-followed", $"Shelf {shelf.Key} of {node.Name} serves {shelf.Template.Revision}, and not {entry.Served.Revision}.");
        foreach (var idle in entry.Coming is null ? shelf.Idle : [])
        {
            var truth = node.Sandboxes.GetValueOrDefault(idle.Name)?.Template.Revision ?? entry.Served.Revision;
            Require(truth == entry.Served.Revision || (full && truth > entry.Served.Revision), "stale-idle", $"{idle.Name} of {node.Name} is idle and of revision {truth}; {entry.Served.Revision} is served. {shelf.LastDecision}");
        }
    }
}
