using System.Text.RegularExpressions;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>A rule that a template breaks, and how.</summary>
/// <param name="Rule">Its name, see <see cref="PodPolicy"/>.</param>
/// <param name="Detail">A sentence that says what would be right.</param>
internal sealed record TemplateViolation(string Rule, string Detail);

/// <summary>Which templates can be pods. Asked where a template is written, so that it is refused there and not when somebody waits for a sandbox.</summary>
internal static partial class TemplateRules
{
    public const int LongestName = 128;
    public const double LeastCpus = 0.01;
    public const double MostCpus = 512;
    public const long LeastMemoryBytes = 16L << 20;
    public const long MostMemoryBytes = 4L << 40;
    public const long LeastWorkspaceBytes = 1L << 20;
    public const int MostProcesses = 1_000_000;
    public const int LongestLifetimeSeconds = 31_536_000;
    public const int MostVariables = 256;
    public const int LongestVariable = 32 << 10;
    public const int LongestEnvironment = 64 << 10;

    private static readonly string[] Languages = ["python", "javascript"];

    /// <summary>What is wrong with it as a template of this runtime; nothing where its pods can be made.</summary>
    public static IReadOnlyList<TemplateViolation> Check(TemplateSpec template) => [.. Names(template), .. Images(template), .. Sizes(template.Limits), .. Times(template), .. Environment(template.Env), .. Kernels(template)];

    /// <summary>The same, against what all sandboxes of its scope may have together.</summary>
    public static IReadOnlyList<TemplateViolation> Check(TemplateSpec template, ScopeQuota quota)
    {
        var violations = Check(template);
        return template.Limits.Cpus <= quota.Cpus && template.Limits.MemoryBytes <= quota.MemoryBytes
            ? violations
            : [.. violations, new(OwnPodRules.Resources, $"One sandbox would have more than its scope may have in all ({quota.Cpus} processors, {quota.MemoryBytes} bytes of memory).")];
    }

    private static IEnumerable<TemplateViolation> Names(TemplateSpec template)
    {
        foreach (var (what, name) in (IEnumerable<(string, string)>)[("name", template.Name), ("scope", template.Scope)])
        {
            if (name.Length is 0 or > LongestName || !IsPrintable(name))
            {
                yield return new(OwnPodRules.Names, $"The {what} must have 1 to {LongestName} printable characters.");
            }
        }

        if (template.Revision < 0)
        {
            yield return new(OwnPodRules.Names, $"The revision is {template.Revision}; it must not be negative.");
        }
    }

    private static IEnumerable<TemplateViolation> Images(TemplateSpec template)
    {
        if (template.Image is { } image && !ImageReference.IsValid(image))
        {
            yield return new(OwnPodRules.Images, "The image must be a name such as registry.example/team/name:tag or registry.example/team/name@sha256:digest.");
        }
    }

    private static IEnumerable<TemplateViolation> Sizes(SandboxLimits limits)
    {
        if (limits.Cpus is not (>= LeastCpus and <= MostCpus))
        {
            yield return new(OwnPodRules.Resources, $"A sandbox has {LeastCpus} to {MostCpus} processors, not {limits.Cpus}.");
        }

        if (limits.MemoryBytes is < LeastMemoryBytes or > MostMemoryBytes)
        {
            yield return new(OwnPodRules.Resources, $"A sandbox has {LeastMemoryBytes} to {MostMemoryBytes} bytes of memory, not {limits.MemoryBytes}.");
        }

        if (limits.Processes is < 1 or > MostProcesses)
        {
            yield return new(OwnPodRules.Resources, $"A sandbox has 1 to {MostProcesses} processes, not {limits.Processes}.");
        }

        if (limits.WorkspaceBytes is < LeastWorkspaceBytes or > MostMemoryBytes)
        {
            yield return new(OwnPodRules.Volumes, $"A workspace has {LeastWorkspaceBytes} to {MostMemoryBytes} bytes, not {limits.WorkspaceBytes}.");
        }
    }

    private static IEnumerable<TemplateViolation> Times(TemplateSpec template)
    {
        if (template.MaxLifetimeSeconds is < 1 or > LongestLifetimeSeconds || template.LifetimeSeconds < 1 || template.LifetimeSeconds > template.MaxLifetimeSeconds)
        {
            yield return new(
                OwnPodRules.Deadline,
                $"The lifetime is {template.LifetimeSeconds} s and the longest {template.MaxLifetimeSeconds} s; they must be at least 1, in this order, and at most {LongestLifetimeSeconds}.");
        }
    }

    private static IEnumerable<TemplateViolation> Environment(IReadOnlyDictionary<string, string> env)
    {
        if (env.Count > MostVariables || env.Sum(pair => (long)pair.Key.Length + pair.Value.Length) > LongestEnvironment)
        {
            yield return new(OwnPodRules.Environment, $"The environment has at most {MostVariables} variables and {LongestEnvironment} characters.");
        }

        foreach (var (name, value) in env)
        {
            if (name.Length > KubernetesNames.LongestSubdomain || !Variable().IsMatch(name))
            {
                yield return new(OwnPodRules.Environment, $"A variable's name is made of letters, digits, '-', '_' and '.', no digit first, at most {KubernetesNames.LongestSubdomain} of them.");
            }

            if (value.Length > LongestVariable || value.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(value))
            {
                yield return new(OwnPodRules.Environment, $"A variable's value is text without NUL, of at most {LongestVariable} characters.");
            }
        }
    }

    private static IEnumerable<TemplateViolation> Kernels(TemplateSpec template) =>
        template.Kernels.Where(language => !Languages.Contains(language)).Select(_ => new TemplateViolation(OwnPodRules.Kernels, $"Kernels are {string.Join(", ", Languages)}."));

    private static bool IsPrintable(string text) => !text.Any(char.IsControl) && IsWellFormed(text);

    private static bool IsWellFormed(string text)
    {
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out _, out var length) is not System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            rest = rest[length..];
        }

        return true;
    }

    [GeneratedRegex(@"^[-._a-zA-Z][-._a-zA-Z0-9]*\z")]
    private static partial Regex Variable();
}
