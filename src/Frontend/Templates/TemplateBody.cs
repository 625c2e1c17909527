using System.Text.Json.Serialization;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The fields of a template. What is left out has its default, not what the template had before.</summary>
internal sealed class TemplateBody
{
    public const int MaxEnvEntries = 256;
    public const int MaxEnvBytes = 64 << 10;
    public const int MaxImageCharacters = 512;
    public const int MaxIdleSandboxes = 10_000;
    public const int MaxSandboxes = 100_000;
    public const int MaxSchedules = 32;
    public const int MaxTimeoutSeconds = 86_400;
    public const int MaxLifetimeSecondsAllowed = 30 * 86_400;

    private static readonly TemplateSpec Defaults = new() { Name = "" };

    public static Shape<TemplateBody> Shape { get; } = new(
        Fields.Text<TemplateBody>("image", (body, image) => body.Image = image, "The container image; left out, the runtime's own. Where sandboxes have the machine's programs there is none.", MaxImageCharacters),
        Collections.Texts<TemplateBody>("kernels", 2, (body, kernels) => body.Kernels = kernels, "Interpreters that are started while warming: python, javascript. Default: none."),
        Collections.Map<TemplateBody>("env", MaxEnvEntries, MaxEnvBytes, EnvName.IsValid, (body, map) => body.Env = map, "Environment of every program of its sandboxes. Default: none."),
        Fields.Part<TemplateBody, TemplateLimitsBody>("limits", TemplateLimitsBody.Shape, () => new(), (body, limits) => body.Limits = limits, "What one sandbox may use."),
        Fields.OneOf<TemplateBody, TemplateNetwork>("network", (_, _) => { }, "There is none."),
        Fields.Integer<TemplateBody>("minIdle", 0, MaxIdleSandboxes, (body, value) => body.MinIdle = (int)value, "Sandboxes that stand idle on each node whatever the demand. Default: 4."),
        Fields.Integer<TemplateBody>("maxIdle", 0, MaxIdleSandboxes, (body, value) => body.MaxIdle = (int)value, "Idle ones at most, when demand asks for more than minIdle; at least minIdle. Default: minIdle, so that a fixed number is idle."),
        Fields.Integer<TemplateBody>("maxTotal", 1, MaxSandboxes, (body, value) => body.MaxTotal = (int)value, "Starting, idle and bound ones together on one node; at least maxIdle. Default: 1000."),
        Fields.Number<TemplateBody>("missProbability", 0.0001, 0.5, (body, value) => body.MissProbability = value, "The accepted part of the arrivals that finds no idle one, between minIdle and maxIdle. Default: 0.01."),
        Collections.Parts<TemplateBody, ScheduleBody>("schedules", MaxSchedules, ScheduleBody.Shape, () => new(), (body, schedules) => body.Schedules = [.. schedules.Select(schedule => schedule.Schedule)], "When more are to be idle, whatever the demand and maxIdle say. Default: never."),
        Fields.Part<TemplateBody, ReuseBody>("reuse", ReuseBody.Shape, () => new(), (body, reuse) => body.MaxUses = reuse.MaxUses, "Whether sandboxes are wiped, with proof, and used again."),
        Fields.Integer<TemplateBody>("idleTimeoutSeconds", 1, MaxTimeoutSeconds, (body, value) => body.IdleTimeoutSeconds = (int)value, "A session's silence after which it ends, where it says nothing else. Default: 300."),
        Fields.Integer<TemplateBody>("lifetimeSeconds", 1, MaxLifetimeSecondsAllowed, (body, value) => body.LifetimeSeconds = (int)value, "A session's lifetime where it says nothing else; at most maxLifetimeSeconds. Default: 3600."),
        Fields.Integer<TemplateBody>("maxLifetimeSeconds", 1, MaxLifetimeSecondsAllowed, (body, value) => body.MaxLifetimeSeconds = (int)value, "The longest lifetime that a session may ask for. Default: 86400."));

    public string? Image { get; private set; }

    public string[] Kernels { get; private set; } = [];

    public IReadOnlyDictionary<string, string> Env { get; private set; } = new Dictionary<string, string>();

    public TemplateLimitsBody Limits { get; private set; } = new();

    public int MinIdle { get; private set; } = Defaults.MinIdle;

    public int? MaxIdle { get; private set; }

    public int MaxTotal { get; private set; } = Defaults.MaxTotal;

    public double MissProbability { get; private set; } = TemplateSpec.DefaultMissProbability;

    public IReadOnlyList<IdleSchedule> Schedules { get; private set; } = [];

    public int MaxUses { get; private set; } = 1;

    public int IdleTimeoutSeconds { get; private set; } = Defaults.IdleTimeoutSeconds;

    public int? LifetimeSeconds { get; private set; }

    public int MaxLifetimeSeconds { get; private set; } = Defaults.MaxLifetimeSeconds;

    public Answer<TemplateSpec> ToTemplate(string name) => Problem() is { } problem ? problem : new TemplateSpec
    {
        Name = name,
        Image = Image,
        Kernels = Kernels,
        Env = Env,
        Limits = Limits.ToLimits(),
        MinIdle = MinIdle,
        MaxIdle = MaxIdle ?? MinIdle,
        MaxTotal = MaxTotal,
        MissProbability = MissProbability,
        Schedules = Schedules,
        MaxUses = MaxUses,
        IdleTimeoutSeconds = IdleTimeoutSeconds,
        LifetimeSeconds = LifetimeSeconds ?? Math.Min(Defaults.LifetimeSeconds, MaxLifetimeSeconds),
        MaxLifetimeSeconds = MaxLifetimeSeconds,
    };

    private Problem? Problem() => true switch
    {
        _ when Array.Find(Kernels, kernel => !Wire<TemplateKernel>.Names.Contains(kernel)) is { } kernel => Invalid("kernels", $"There is no kernel \"{kernel}\".", Wire<TemplateKernel>.Names),
        _ when Kernels.Distinct().Count() < Kernels.Length => Invalid("kernels", "Each kernel may be named once."),
        _ when MaxIdle < MinIdle => Invalid("maxIdle", $"maxIdle ({MaxIdle}) must be at least minIdle ({MinIdle})."),
        _ when MaxTotal < (MaxIdle ?? MinIdle) => Invalid("maxTotal", $"maxTotal ({MaxTotal}) must be at least maxIdle ({MaxIdle ?? MinIdle})."),
        _ when LifetimeSeconds > MaxLifetimeSeconds => Invalid("lifetimeSeconds", $"lifetimeSeconds ({LifetimeSeconds}) must be at most maxLifetimeSeconds ({MaxLifetimeSeconds})."),
        _ => null,
    };

    private static Problem Invalid(string field, string detail, IReadOnlyList<string>? allowed = null) => new(ErrorTable.InvalidField, detail) { Field = field, Allowed = allowed };
}

internal enum TemplateNetwork { None }

internal enum TemplateKernel
{
    Python,

    [JsonStringEnumMemberName("javascript")]
    JavaScript,
}
