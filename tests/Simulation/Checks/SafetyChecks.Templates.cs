using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

internal sealed partial class SafetyChecks
{
    /// <summary>A pool follows what its silo knows of the templates within a tick.</summary>
    private static readonly TimeSpan PoolFollowsWithin = TimeSpan.FromSeconds(3);

    /// <summary>From the end of all faults, or from its beginning and its own deadline, until a rollout must have ended.</summary>
    private static readonly TimeSpan RolloutEndsWithin = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, LeaseRequest> _asked = [];
    private readonly Dictionary<string, string> _choices = [];
    private readonly HashSet<string> _started = [];

    /// <summary>Since when a shelf has said that a revision is rolled out.</summary>
    private readonly Dictionary<(Shelf Shelf, int Revision), TimeSpan> _rolledOut = [];

    /// <summary>Rollouts that run, and by when they must have ended.</summary>
    private readonly Dictionary<(string Template, int Revision), TimeSpan> _rollouts = [];

    public void Asked(LeaseRequest request) => _asked[request.Lease.Value] = request;

    /// <summary>A caller was told of the session that it opened.</summary>
    public void Opened(OpenSession request, OpenedSession opened)
    {
        var (view, id) = (opened.Session, opened.Session.Sandbox!.Value);
        if (opened.Created && view.Revision < request.MinRevision)
        {
            Violated("below-demanded", $"{view.Id} was opened with revision {view.Revision} and demanded {request.MinRevision}.");
        }

        if (world.Node(id.Node).Sandboxes.TryGetValue(id.Name, out var sandbox) && sandbox.Template.Revision != view.Revision)
        {
            Violated("wrong-revision", $"{view.Id} was told of revision {view.Revision}, and {id.Name} is of {sandbox.Template.Revision}.");
        }
    }

    /// <summary>
    /// A pool has decided which sandbox a lease is to have: not below what its caller and its caller's silo demand, not below what the pool's silo knows to be served, and not below what the pool itself calls rolled out.
    /// Of a revision that was given up only where none of the served one is idle that he accepts, or for whom it was made.
    /// </summary>
    public void Chosen(Activation pool, SandboxId id, LeaseId lease)
    {
        if (!world.Node(id.Node).Sandboxes.TryGetValue(id.Name, out var sandbox) || !_asked.TryGetValue(lease.Value, out var request) || !IsNewChoice(id, lease))
        {
            return;
        }

        RequireOpen(pool, sandbox, lease);
        var (revision, demanded) = (sandbox.Template.Revision, Math.Max(request.MinRevision, request.ServedRevision));
        if (revision < demanded)
        {
            Violated("below-demanded", $"{id.Name} is of revision {revision} and was chosen for {world.Story.Lease(lease.Value)}, which demands {request.MinRevision} and knows {request.ServedRevision} to be served.");
        }

        var rules = Internals.Rules((NodePoolGrain)pool.Grain);
        if (Internals.Shelves(rules).TryGetValue(new(request.Scope, request.Template), out var shelf))
        {
            RequireNotReserved(rules, shelf, sandbox, request);
            RequireNotRolledOut(shelf, sandbox, lease);
            RequireServed(pool, shelf, sandbox, lease, demanded);
        }
    }

    /// <summary>A request that came twice finds what was chosen for it.</summary>
    private bool IsNewChoice(SandboxId id, LeaseId lease)
    {
        var isKnown = _choices.TryGetValue(lease.Value, out var before) && before == id.Name;
        _choices[lease.Value] = id.Name;
        return !isKnown;
    }

    private void RequireNotRolledOut(Shelf shelf, SimSandbox sandbox, LeaseId lease)
    {
        var revision = sandbox.Template.Revision;
        if (shelf is { Rollout: RolloutState.Done, Coming: { } done } && revision < done.Revision && _rolledOut.TryGetValue((shelf, done.Revision), out var since) && since < world.Now)
        {
            Violated("stale-after-rollout", $"{sandbox.Id.Name} is of revision {revision} and was chosen for {world.Story.Lease(lease.Value)}, though its pool says that {done.Revision} is rolled out.");
        }
    }

    private void RequireServed(Activation pool, Shelf shelf, SimSandbox sandbox, LeaseId lease, int demanded)
    {
        if (Followed(pool, shelf.Key.Template) is not { } entry)
        {
            return;
        }

        var (name, revision, served) = (sandbox.Id.Name, sandbox.Template.Revision, entry.Served.Revision);
        if (revision < served)
        {
            Violated("stale-served", $"{name} is of revision {revision} and was chosen for {world.Story.Lease(lease.Value)}, though the silo of its pool knows {served} to be served.");
        }

        var isMadeForHim = Internals.Sandboxes(Internals.Rules((NodePoolGrain)pool.Grain)).GetValueOrDefault(name) is null or { From: ServedFrom.Cold };
        if (entry.Coming is null && revision > served && demanded <= served && !isMadeForHim && shelf.Idle.Any(idle => idle.Revision == served))
        {
            Violated("failed-revision", $"{name} is of revision {revision}, which was given up, and was chosen for {world.Story.Lease(lease.Value)} beside idle ones of {served}.");
        }
    }

    /// <summary>A pool begins to make one: of nothing that its silo knows to be given up or deleted.</summary>
    public void Starting(Activation? pool, string sandbox, TemplateSpec template)
    {
        if (pool is null || !_started.Add(sandbox))
        {
            return;
        }

        RequireNotPaused(pool, sandbox, template);
        var entry = Followed(pool, template.Name);
        if (entry is not null && template.Revision != entry.Served.Revision && template.Revision != entry.Coming?.Revision)
        {
            Violated("made-what-was-given-up", $"{sandbox} is made of revision {template.Revision}; the silo of its pool knows {entry.Served.Revision} to be served and {entry.Coming?.Revision} to come.");
        }

        var shelf = Internals.Shelves(Internals.Rules((NodePoolGrain)pool.Grain)).GetValueOrDefault(new(template.Scope, template.Name));
        if (shelf is { Rollout: RolloutState.Failed, Coming: { } failed } && template.Revision == failed.Revision)
        {
            Violated("made-what-was-given-up", $"{sandbox} is made of revision {template.Revision}, which its pool has given up.");
        }
    }

    /// <summary>What a silo knows never becomes older.</summary>
    public void LookedAt(SimSilo silo, long before)
    {
        if (silo.Templates.Version < before)
        {
            Violated("templates-go-back", $"Silo {silo.Name} knew version {before} of the templates, and follows {silo.Templates.Version} now.");
        }
    }

    /// <summary>In one step it may give the last outgoing one away, see that none is left, and tell whom it gave it to.</summary>
    private void NoteRollout(Shelf shelf)
    {
        if (shelf is { Rollout: RolloutState.Done, Coming: { } done })
        {
            _rolledOut.TryAdd((shelf, done.Revision), world.Now);
        }
    }

    /// <summary>The template as the pool has had the time to follow it; null: it changed lately, or the pool is on its way out.</summary>
    private TemplateEntry? Followed(Activation pool, string template)
    {
        var (version, since) = pool.Silo.TemplatesSince;
        return !pool.IsLeaving && version == pool.Silo.Templates.Version && version >= 0 && since + PoolFollowsWithin < world.Now ? pool.Silo.Templates.Entry(template) : null;
    }

    /// <summary>No revision is given twice, and what is served is never older than before.</summary>
    private void Stored(TemplateRow? before, TemplateRow after)
    {
        foreach (var (name, entry) in after.Templates)
        {
            world.Story.Tell($"template {name} is stored: {entry.Served.Revision} is served, {entry.Coming?.Revision} comes, {entry.Rollout?.State} {entry.Rollout?.Reason}");
            if (before?.Templates.GetValueOrDefault(name) is { } known && (entry.Served.Revision < known.Served.Revision || entry.LastRevision < known.LastRevision))
            {
                Violated("revision-goes-back", $"Template {name} was at {known.Served.Revision} of {known.LastRevision} and is at {entry.Served.Revision} of {entry.LastRevision}.");
            }
        }

        foreach (var over in _rollouts.Keys.Where(rollout => after.Templates.GetValueOrDefault(rollout.Template)?.Coming?.Revision != rollout.Revision).ToList())
        {
            _rollouts.Remove(over);
        }

        foreach (var (name, entry) in after.Templates)
        {
            if (entry is { Coming: { } coming, Rollout: { } rollout })
            {
                // A deadline is a date: where it was written by a wrong clock it says nothing.
                var mostPatience = rollout.Deadline - SimTime.DateAt(world.Now);
                var patience = mostPatience > world.TemplateOptions.RolloutPatience ? mostPatience : world.TemplateOptions.RolloutPatience;
                _rollouts.TryAdd((name, coming.Revision), world.Now + patience + RolloutEndsWithin);
            }
        }
    }

    /// <summary>Whoever puts templates was told what one became; nobody else puts any.</summary>
    public void Put(string template, TemplateEntry told)
    {
        var stored = ((TemplateRow)world.Rows.Others[("row", "0")].Row).Templates.GetValueOrDefault(template);
        if (stored?.LastRevision != told.LastRevision)
        {
            Violated("put-not-stored", $"Template {template} was said to be at revision {told.LastRevision}, and {stored?.LastRevision} is stored.");
        }
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Calm()
    {
        _calmAt = world.Now;
        foreach (var (rollout, by) in _rollouts.ToList())
        {
            _rollouts[rollout] = by > world.Now + RolloutEndsWithin ? by : world.Now + RolloutEndsWithin;
        }
    }

    /// <summary>Its deadline, which is a date, was written by a clock that was wrong, and a full quota or node holds it up until then.</summary>
    public bool MayRun(string template, int revision) => _rollouts.TryGetValue((template, revision), out var by) && by > world.Now;

    private void SweepRollouts()
    {
        foreach (var (rollout, by) in _rollouts)
        {
            if (world.Faults.IsOver && by < world.Now)
            {
                Violated("rollout-for-ever", $"The rollout of revision {rollout.Revision} of {rollout.Template} has not ended.");
            }
        }
    }
}
