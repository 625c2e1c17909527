using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Tests.Kubernetes.Pods;

/// <summary>Templates as people and attackers would write them.</summary>
internal static class Specimens
{
    public const string Cluster = "Cluster of tests, with an id that is no label";

    public static readonly byte[] StartKey = new byte[32];

    public static readonly TimeSpan MaxIdleAge = TimeSpan.FromMinutes(20);

    private static readonly Gen<string> Hostile = Gen.OneOf(
        "", " ", "python", "Python 3", "../../etc", "a/b", "--privileged", "é", "名前", "\0", "\n", "a\u0001b", "\ud800", "x\udc00y", "😀", new string('a', 63), new string('a', 64), new string('é', 128), new string('z', 10_000),
        "-leading", "trailing-", ".", "..", "sandboxes.dev/scope", "kube-system", "shared", "a-x0123456789abcdefghjkmnpqrs", "{\"a\":1}", "%00", "${PATH}", "$(id)", "a: b", "null", "true", "\u202e", "name@sha256:0");

    private static readonly Gen<string> Name = Gen.Frequency((3, Hostile), (3, Gen.String[0, 80]), (4, Gen.String[Gen.Char.AlphaNumeric, 1, 64]));

    private static readonly Gen<string?> Image = Gen.Frequency<string?>(
        (2, Gen.Const((string?)null)),
        (4, Gen.OneOf<string?>(
            "python", "python:3.12", "localhost/sandboxes:1", "registry.example:5000/a/b_c:tag", "gcr.io/x/y@sha256:" + new string('a', 64), "x:y@sha256:" + new string('0', 64), "UPPER", "a//b", "a:b:c", "http://a/b", "a@sha256:" + new string('g', 64),
            " a", "a ", "a\n", "-a", "a:" + new string('t', 200), new string('a', 600))),
        (2, Name.Select(name => (string?)name)));

    private static readonly Gen<string> Variable = Gen.Frequency(
        (3, Gen.OneOf("LD_PRELOAD", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH", "NODE_OPTIONS", "KUBERNETES_SERVICE_HOST", "A=B", "1A", "a.b-c", "", "é", "BASH_FUNC_x%%", "IFS")),
        (2, Gen.String[Gen.Char.AlphaNumeric, 1, 20]));

    private static readonly Gen<SandboxLimits> Limits = Gen.Select(
        Gen.OneOf(Gen.Double[0.01, 64], Gen.OneOf<double>(0, -1, double.NaN, double.PositiveInfinity, 1e300, 0.005, 0.0100001, 512)),
        Gen.OneOf(Gen.Long[1 << 24, 1L << 36], Gen.OneOf<long>(0, -1, long.MaxValue, long.MinValue, 1L << 42)),
        Gen.OneOf(Gen.Int[1, 1_000], Gen.OneOf<int>(0, -1, int.MaxValue)),
        Gen.OneOf(Gen.Long[1 << 20, 1L << 36], Gen.OneOf<long>(0, -1, long.MaxValue, 1L << 42)),
        (cpus, memory, processes, workspace) => new SandboxLimits { Cpus = cpus, MemoryBytes = memory, Processes = processes, WorkspaceBytes = workspace });

    private static readonly Gen<(int Lifetime, int Longest, int Revision)> Numbers = Gen.Select(
        Gen.OneOf(Gen.Int[1, 3_600], Gen.OneOf<int>(0, -1, int.MaxValue)), Gen.OneOf(Gen.Int[3_600, 100_000], Gen.OneOf<int>(0, int.MinValue, int.MaxValue, TemplateRules.LongestLifetimeSeconds)), Gen.OneOf(Gen.Int[0, 100], Gen.OneOf<int>(-1, int.MaxValue)));

    /// <summary>Any template at all.</summary>
    public static Gen<TemplateSpec> Any { get; } = Gen.Select(
        Name, Name, Image, Limits, Numbers, Gen.Dictionary(Variable, Gen.Frequency((5, Gen.String[0, 40]), (1, Hostile)))[0, 4], Gen.OneOf<string[]>([], ["python"], ["javascript", "python"], ["cobol"]),
        (name, scope, image, limits, numbers, env, kernels) => new TemplateSpec
        {
            Name = name,
            Scope = scope,
            Image = image,
            Limits = limits,
            LifetimeSeconds = numbers.Lifetime,
            MaxLifetimeSeconds = numbers.Longest,
            Revision = numbers.Revision,
            Env = env,
            Kernels = kernels,
        });

    /// <summary>Templates that most often can be pods.</summary>
    public static Gen<TemplateSpec> Likely { get; } = Gen.Select(
        Any, Gen.String[Gen.Char.AlphaNumeric, 1, 64],
        (any, name) => any with { Name = name, Scope = TemplateRules.Check(new() { Name = any.Scope }).Count == 0 ? any.Scope : "acme", Image = null, Limits = Tamed(any.Limits), LifetimeSeconds = 60, MaxLifetimeSeconds = 600, Revision = Math.Abs(any.Revision), Env = new Dictionary<string, string>(), Kernels = [] });

    public static Gen<KubernetesOptions> Options { get; } = Gen.Select(Gen.Bool, Gen.Bool, Gen.Double[0.01, 1], Gen.Double[0.01, 1], Gen.Long[1, 1_000_000], (exec, users, cpu, memory, uids) => new KubernetesOptions
    {
        AgentImage = "localhost/sandboxes:agent",
        DefaultImage = "localhost/sandboxes:sandbox",
        Channel = exec ? PodChannel.Exec : PodChannel.Tcp,
        Namespaces = new() { SiloNetworks = { "192.0.2.0/24" } },
        Pod = new()
        {
            UserNamespaces = users,
            CpuRequestShare = cpu,
            MemoryRequestShare = memory,
            Uids = uids,
            Labels = new() { [PodLabels.Scope] = "forged", ["team"] = "x" },
            Annotations = new() { [PodLabels.Cluster] = "forged" },
        },
    });

    private static SandboxLimits Tamed(SandboxLimits limits) => new()
    {
        Cpus = double.IsFinite(limits.Cpus) ? Math.Clamp(Math.Abs(limits.Cpus), TemplateRules.LeastCpus, TemplateRules.MostCpus) : 1,
        MemoryBytes = Math.Clamp(limits.MemoryBytes, TemplateRules.LeastMemoryBytes, TemplateRules.MostMemoryBytes),
        Processes = Math.Clamp(limits.Processes, 1, TemplateRules.MostProcesses),
        WorkspaceBytes = Math.Clamp(limits.WorkspaceBytes, TemplateRules.LeastWorkspaceBytes, TemplateRules.MostMemoryBytes),
    };
}
