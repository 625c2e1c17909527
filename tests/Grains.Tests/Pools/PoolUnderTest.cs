using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>A pool with named sandboxes s1, s2, ..., a time that the test moves, and the effects of the last event.</summary>
public sealed class PoolUnderTest : ISandboxNames
{
    private int _names;

    public PoolUnderTest(PoolLimits? limits = null, params TemplateSpec[] templates)
    {
        var unyielding = (limits ?? new()) with { YieldToLeases = TimeSpan.Zero };
        Pool = new("n", templates.Length > 0 ? templates : [Template("python", 2)], limits is null ? unyielding : limits, this);
        Listed(TimeSpan.Zero);
    }

    /// <summary>A pool that believes in sandboxes with given names.</summary>
    public PoolUnderTest(ISandboxNames names, TemplateSpec template)
    {
        Pool = new("n", [template], new() { YieldToLeases = TimeSpan.Zero }, names);
        Listed(TimeSpan.Zero);
    }

    /// <summary>A pool that organizations share as they are configured.</summary>
    public PoolUnderTest(PoolLimits limits, OrganizationsOptions organizations, params TemplateSpec[] templates)
    {
        Pool = new("n", templates.Length > 0 ? templates : [Template("python", 2)], limits with { YieldToLeases = TimeSpan.Zero }, this) { Shares = new(organizations) };
        Listed(TimeSpan.Zero);
    }

    public Pool Pool { get; }

    public TimeSpan Now { get; set; } = TimeSpan.FromMinutes(1);

    public List<PoolEffect> Effects { get; } = [];

    public static TemplateSpec Template(string name, int idle, int maxTotal = 100) => new() { Name = name, MinIdle = idle, MaxIdle = idle, MaxTotal = maxTotal };

    public static LeaseRequest Request(string lease, WhenEmpty whenEmpty = WhenEmpty.Wait, double wait = 10, string template = "python", string scope = Scopes.Shared) => new()
    {
        Lease = new(lease),
        Session = new("o", lease),
        Template = template,
        Scope = scope,
        WhenEmpty = whenEmpty,
        Wait = TimeSpan.FromSeconds(wait),
        TimeToConfirm = TimeSpan.FromSeconds(30),
    };

    public string Next() => $"s{++_names}";

    public LeaseDecision Lease(string lease, WhenEmpty whenEmpty = WhenEmpty.Wait, double wait = 10, string scope = Scopes.Shared, string template = "python") =>
        Pool.Lease(Request(lease, whenEmpty, wait, template, scope), Now, Now);

    /// <summary>A caller of an organization; the lease names it as those of sessions do.</summary>
    public LeaseDecision LeaseOf(string organization, string id, WhenEmpty whenEmpty = WhenEmpty.Wait, double wait = 10) =>
        Pool.Lease(Request(LeaseName(organization, id), whenEmpty, wait) with { Session = new(organization, id) }, Now, Now);

    public static string LeaseName(string organization, string id) => $"{organization}/{id}/1";

    /// <summary>Ticks; the names of what is to be started.</summary>
    public string[] Tick()
    {
        Effects.Clear();
        Pool.Tick(Now, Effects);
        return [.. Effects.OfType<PoolEffect.Start>().Select(start => start.Sandbox)];
    }

    /// <summary>The runtime has these, of the pool's own templates and revisions unless they are called stray.</summary>
    public void Listed(TimeSpan asked, params string[] names)
    {
        Effects.Clear();
        Pool.Listed([.. names.Select(Found)], asked, Now, Effects);
    }

    public void Answered(string sandbox, SandboxStatus? status)
    {
        Effects.Clear();
        Pool.Answered(sandbox, status, Now, Effects);
    }

    public static FoundSandbox Found(string name) =>
        new(new("n", name), name.StartsWith("stray", StringComparison.Ordinal) ? null : "python", name.StartsWith("old", StringComparison.Ordinal) ? 0 : 1);

    public void Started(string sandbox)
    {
        Effects.Clear();
        Pool.Started(sandbox, Now, Effects);
    }

    public void Failed(string sandbox, string detail = "no", EndReason reason = EndReason.StartFailed)
    {
        Effects.Clear();
        Pool.StartFailed(sandbox, reason, detail, Now, Effects);
    }

    /// <summary>Ticks once and starts what that asks for; the last of each scope.</summary>
    public Dictionary<string, string> Started()
    {
        Tick();
        var starts = Effects.OfType<PoolEffect.Start>().ToList();
        starts.ForEach(start => Started(start.Sandbox));
        return starts.ToDictionary(start => start.Template.Scope, start => start.Sandbox);
    }

    /// <summary>Ticks and starts until nothing more is to be started.</summary>
    public void Fill()
    {
        for (var names = Tick(); names.Length > 0; names = Tick())
        {
            Array.ForEach(names, Started);
        }
    }

    public PoolView Shelf(string template = "python") => Pool.Describe(Now).Single(shelf => shelf.Template == template);
}
