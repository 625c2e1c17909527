using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The built-in templates and how many of each stand idle; section "Templates".</summary>
public sealed class TemplateOptions
{
    /// <summary>The most leases that one sandbox may be for; the latch remembers each of them.</summary>
    private const int MostUses = 1_000;

    /// <summary>The template of a request that names none. Default: python.</summary>
    public string Default { get; set; } = "python";

    /// <summary>Idle sandboxes of each template on a node whatever the demand, by name. 0 to 10,000. Default: python 4, javascript 2, bash 2.</summary>
    public Dictionary<string, int> MinIdle { get; set; } = [];

    /// <summary>
    /// Idle sandboxes of each template on a node at most, when demand asks for more than <see cref="MinIdle"/>, by name. At least that, at most 10,000. Default: four times the default of <see cref="MinIdle"/>; where only
    /// MinIdle is given, that: the number is fixed.
    /// </summary>
    public Dictionary<string, int> MaxIdle { get; set; } = [];

    /// <summary>The accepted probability that a caller finds no idle one, while MaxIdle allows, by name. 0.0001 to 0.5. Default: 0.01.</summary>
    public Dictionary<string, double> MissProbability { get; set; } = [];

    /// <summary>When more are to be idle whatever the demand, by name. At most <see cref="MostSchedules"/> of each.</summary>
    public Dictionary<string, List<IdleSchedule>> Schedules { get; set; } = [];

    /// <summary>The most schedules of one template.</summary>
    public const int MostSchedules = 32;

    /// <summary>
    /// Leases that one sandbox of a template may be for, by name, one after the other and each after a wipe that is proved. 1 to 1,000. Where several organizations share shelves no sandbox of those is used again. Default: 1, never
    /// used again.
    /// </summary>
    public Dictionary<string, int> MaxUses { get; set; } = [];

    /// <summary>Sandboxes of one template on one node, whatever their state. 1 to 100,000. Default: 1,000.</summary>
    public int MaxTotal { get; set; } = 1_000;

    /// <summary>The share of processors of one sandbox. More than 0, at most 64. Default: 0.5.</summary>
    public double Cpus { get; set; } = 0.5;

    /// <summary>Templates in the whole cluster, the built-in ones included. 3 to 1,000. Default: 100.</summary>
    public int MaxTemplates { get; set; } = 100;

    /// <summary>How long a rollout may take, in seconds, before it is given up and the old revision stays. 10 to 86,400. Default: 600.</summary>
    public int RolloutDeadlineSeconds { get; set; } = 600;

    /// <summary><see cref="RolloutDeadlineSeconds"/> as a span.</summary>
    public TimeSpan RolloutPatience => TimeSpan.FromSeconds(RolloutDeadlineSeconds);

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (!BuiltInTemplates.MinIdle.ContainsKey(Default))
        {
            yield return $"Templates:Default is \"{Default}\"; the templates are {string.Join(", ", BuiltInTemplates.MinIdle.Keys)}.";
        }

        foreach (var error in IdleErrors().Concat(MissErrors()).Concat(ScheduleErrors()))
        {
            yield return error;
        }

        foreach (var (name, uses) in MaxUses)
        {
            if (!BuiltInTemplates.MinIdle.ContainsKey(name) || uses is < 1 or > MostUses)
            {
                yield return $"Templates:MaxUses:{name} is {uses}; it must name a template and be 1 to {MostUses:N0}.";
            }
        }

        if (MaxTemplates is < 3 or > 1_000)
        {
            yield return $"Templates:MaxTemplates is {MaxTemplates}; it must be 3 to 1,000.";
        }

        if (RolloutDeadlineSeconds is < 10 or > 86_400)
        {
            yield return $"Templates:RolloutDeadlineSeconds is {RolloutDeadlineSeconds}; it must be 10 to 86,400.";
        }

        if (MaxTotal is < 1 or > 100_000)
        {
            yield return $"Templates:MaxTotal is {MaxTotal}; it must be 1 to 100,000.";
        }

        if (Cpus is not (> 0 and <= 64))
        {
            yield return $"Templates:Cpus is {Cpus}; it must be more than 0 and at most 64.";
        }
    }

    private IEnumerable<string> IdleErrors()
    {
        foreach (var (name, idle) in MinIdle)
        {
            if (!BuiltInTemplates.MinIdle.ContainsKey(name) || idle is < 0 or > 10_000 || idle > MaxTotal)
            {
                yield return $"Templates:MinIdle:{name} is {idle}; it must name a template and be 0 to 10,000, at most Templates:MaxTotal ({MaxTotal}).";
            }
        }

        foreach (var (name, most) in MaxIdle)
        {
            if (!BuiltInTemplates.MinIdle.TryGetValue(name, out var least) || most > 10_000 || most < MinIdle.GetValueOrDefault(name, least))
            {
                yield return $"Templates:MaxIdle:{name} is {most}; it must name a template and be at least Templates:MinIdle:{name} ({MinIdle.GetValueOrDefault(name, least)}) and at most 10,000.";
            }
        }
    }

    private IEnumerable<string> MissErrors()
    {
        foreach (var (name, miss) in MissProbability)
        {
            if (!BuiltInTemplates.MinIdle.ContainsKey(name) || miss is not (>= 0.0001 and <= 0.5))
            {
                yield return $"Templates:MissProbability:{name} is {miss}; it must name a template and be 0.0001 to 0.5.";
            }
        }
    }

    private IEnumerable<string> ScheduleErrors()
    {
        foreach (var (name, schedules) in Schedules)
        {
            if (!BuiltInTemplates.MinIdle.ContainsKey(name) || schedules.Count > MostSchedules)
            {
                yield return $"Templates:Schedules:{name} has {schedules.Count} entries; it must name a template and have at most {MostSchedules}.";
            }

            foreach (var wrong in schedules.Take(MostSchedules).SelectMany((schedule, index) => IdleScheduleErrors.Of(schedule).Select(error => $"Templates:Schedules:{name}:{index}: {error}")))
            {
                yield return wrong;
            }
        }
    }
}

/// <summary>What every installation has without being told.</summary>
internal static class BuiltInTemplates
{
    public static IReadOnlyDictionary<string, int> MinIdle { get; } = new Dictionary<string, int> { ["python"] = 4, ["javascript"] = 2, ["bash"] = 2 };

    /// <summary>How many times its MinIdle a template that nobody configured may have idle.</summary>
    private const int MostIdleForEach = 4;

    public static IEnumerable<TemplateSpec> From(TemplateOptions options)
    {
        yield return Template(options, "python", "python");
        yield return Template(options, "javascript", "javascript");
        yield return Template(options, "bash");
    }

    private static TemplateSpec Template(TemplateOptions options, string name, params string[] kernels)
    {
        var isGiven = options.MinIdle.TryGetValue(name, out var given);
        var idle = isGiven ? given : MinIdle[name];
        return new()
        {
            Name = name,
            Kernels = kernels,
            MinIdle = idle,
            MaxIdle = options.MaxIdle.TryGetValue(name, out var most) ? most : isGiven ? idle : idle * MostIdleForEach,
            MissProbability = options.MissProbability.GetValueOrDefault(name, TemplateSpec.DefaultMissProbability),
            Schedules = options.Schedules.GetValueOrDefault(name, []),
            MaxTotal = options.MaxTotal,
            Limits = new() { Cpus = options.Cpus },
            MaxUses = options.MaxUses.GetValueOrDefault(name, 1),
        };
    }
}
