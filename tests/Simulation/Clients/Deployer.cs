using Sandboxes.Abstractions;

namespace Sandboxes.Simulation;

/// <summary>
/// Puts and deletes templates: revisions that start, revisions of which no sandbox ever does, other amounts, back to what is served. Once faults are over it leaves nothing served
/// that cannot be started.
/// </summary>
internal sealed class Deployer
{
    private const string Good = "good";

    private static readonly TimeSpan LateAtMost = TimeSpan.FromSeconds(90);

    private readonly World _world;
    private readonly Chance _draw;
    private readonly Persistent _calls;
    private int _contents;

    public Deployer(World world)
    {
        (_world, _draw) = (world, new(world.Scenario.Seed, 4));
        _calls = new(world, _draw);
    }

    /// <summary>Whether sandboxes that are made from it ever start; what runs in them does not matter here.</summary>
    public static bool Starts(TemplateSpec template) => template.Image is null || template.Image.StartsWith(Good, StringComparison.Ordinal);

    public async Task Live()
    {
        await Put(_world.Topology.Deployed[^1], TemplateCondition.None);
        while (!_world.Faults.IsOver)
        {
            await _world.Kernel.Pause(_draw.Between(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(40)));
            var template = _world.Topology.Deployed[_draw.Below(_world.Topology.Deployed.Count)];
            await Deploy(template, _draw.Below(100), _draw.Below(3));
        }

        await Mend();
    }

    private async Task Deploy(TemplateSpec template, int what, int amount)
    {
        var known = (await Read()).Templates.GetValueOrDefault(template.Name);
        var (served, newest) = (known?.Served ?? template, known?.Newest ?? template);
        var content = $"{++_contents}";
        switch (what)
        {
            case < 45:
                await Put(newest with { Image = Good + content, Limits = Topology.Limits(_draw) }, TemplateCondition.None);
                break;
            case < 70:
                await Put(newest with { Image = (amount == 0 ? SimRuntime.Refused : SimRuntime.Crashing) + content }, new() { MustExist = true });
                break;
            case < 80:
                await Put(served, new() { MustExist = true });
                break;
            case < 90:
                await Put(newest with { MinIdle = template.MinIdle + amount, MaxIdle = template.MaxIdle + amount }, new() { MustExist = true });
                break;
            default:
                _world.Story.Tell($"template {template.Name} is to be deleted");
                await Until(async templates => (await templates.Delete(template.Name, TemplateCondition.None)).Value);
                break;
        }
    }

    private async Task Put(TemplateSpec wanted, TemplateCondition condition)
    {
        _world.Story.Tell($"template {wanted.Name} is to be of {wanted.Image ?? "what it was at first"}, {wanted.MinIdle} to {wanted.MaxIdle} idle");
        if (await Until(async templates => await templates.Put(wanted, condition) is var answer && answer.Refusal is { Code: RefusalCode.TemplateChanged } ? new(null!, false) : answer.Value) is { Entry: { } entry })
        {
            _world.Story.Tell($"template {wanted.Name} is at revision {entry.Newest.Revision}");
            _world.Checks.Put(wanted.Name, entry);
            _world.Newest[wanted.Name] = entry.Newest.Revision;
        }
    }

    /// <summary>Where none is to be idle a revision is rolled out untried. What was asked for before may come late.</summary>
    private async Task Mend()
    {
        for (var until = _world.Now + LateAtMost; _world.Now < until;)
        {
            await _world.Kernel.Pause(TimeSpan.FromSeconds(5));
            foreach (var entry in (await Read()).Templates.Values.Where(entry => !Starts(entry.Served) && !Starts(entry.Newest)).ToList())
            {
                await Put(entry.Served with { Image = $"{Good}{++_contents}" }, TemplateCondition.None);
            }
        }
    }

    private Task<TemplateRow> Read() => Until(async templates => await templates.Read(-1));

    private Task<T> Until<T>(Func<ITemplateCatalogGrain, Task<T?>> call) where T : class => _calls.Until(from => call(from.GetGrain<ITemplateCatalogGrain>(0)));
}
