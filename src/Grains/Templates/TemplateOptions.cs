using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>The built-in templates and how many of each stand idle; section "Templates".</summary>
public sealed class TemplateOptions
{
    /// <summary>The template of a request that names none. Default: python.</summary>
    public string Default { get; set; } = "python";

    /// <summary>Idle sandboxes of each template, by name. 0 to 10,000. Default: python 4, javascript 2, bash 2.</summary>
    public Dictionary<string, int> MinIdle { get; set; } = [];

    /// <summary>Sandboxes of one template on one node, whatever their state. 1 to 100,000. Default: 1,000.</summary>
    public int MaxTotal { get; set; } = 1_000;

    /// <summary>The share of processors of one sandbox. More than 0, at most 64. Default: 0.5.</summary>
    public double Cpus { get; set; } = 0.5;

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (!BuiltInTemplates.MinIdle.ContainsKey(Default))
        {
            yield return $"Templates:Default is \"{Default}\"; the templates are {string.Join(", ", BuiltInTemplates.MinIdle.Keys)}.";
        }

        foreach (var (name, idle) in MinIdle)
        {
            if (!BuiltInTemplates.MinIdle.ContainsKey(name) || idle is < 0 or > 10_000 || idle > MaxTotal)
            {
                yield return $"Templates:MinIdle:{name} is {idle}; it must name a template and be 0 to 10,000, at most Templates:MaxTotal ({MaxTotal}).";
            }
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
}

/// <summary>What every installation has without being told.</summary>
internal static class BuiltInTemplates
{
    public static IReadOnlyDictionary<string, int> MinIdle { get; } = new Dictionary<string, int> { ["python"] = 4, ["javascript"] = 2, ["bash"] = 2 };

    public static IEnumerable<TemplateSpec> From(TemplateOptions options)
    {
        yield return Template(options, "python", "python");
        yield return Template(options, "javascript", "javascript");
        yield return Template(options, "bash");
    }

    private static TemplateSpec Template(TemplateOptions options, string name, params string[] kernels)
    {
        var idle = options.MinIdle.TryGetValue(name, out var configured) ? configured : MinIdle[name];
        return new()
        {
            Name = name,
            Kernels = kernels,
            MinIdle = idle,
            MaxIdle = idle,
            MaxTotal = options.MaxTotal,
            Limits = new() { Cpus = options.Cpus },
        };
    }
}
