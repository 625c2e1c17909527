using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Tests.Kubernetes.Pods;

public sealed class TemplateRulesTests
{
    private static readonly TemplateSpec Good = new() { Name = "python" };

    public static TheoryData<string, TemplateSpec> Bad { get; } = new()
    {
        { OwnPodRules.Names, Good with { Name = "" } },
        { OwnPodRules.Names, Good with { Name = "a\u0000b" } },
        { OwnPodRules.Names, Good with { Name = "\ud800" } },
        { OwnPodRules.Names, Good with { Scope = new string('a', 129) } },
        { OwnPodRules.Names, Good with { Revision = -1 } },
        { OwnPodRules.Images, Good with { Image = "" } },
        { OwnPodRules.Images, Good with { Image = "docker://x" } },
        { OwnPodRules.Images, Good with { Image = "a b" } },
        { OwnPodRules.Resources, Good with { Limits = new() { Cpus = double.NaN } } },
        { OwnPodRules.Resources, Good with { Limits = new() { Cpus = 0 } } },
        { OwnPodRules.Resources, Good with { Limits = new() { MemoryBytes = 4096 } } },
        { OwnPodRules.Resources, Good with { Limits = new() { Processes = 0 } } },
        { OwnPodRules.Volumes, Good with { Limits = new() { WorkspaceBytes = -1 } } },
        { OwnPodRules.Deadline, Good with { MaxLifetimeSeconds = int.MaxValue } },
        { OwnPodRules.Deadline, Good with { LifetimeSeconds = 10, MaxLifetimeSeconds = 9 } },
        { OwnPodRules.Environment, Good with { Env = new Dictionary<string, string> { ["A=B"] = "" } } },
        { OwnPodRules.Environment, Good with { Env = new Dictionary<string, string> { ["1"] = "" } } },
        { OwnPodRules.Environment, Good with { Env = new Dictionary<string, string> { ["A"] = "x\0" } } },
        { OwnPodRules.Environment, Good with { Env = new Dictionary<string, string> { ["A"] = "\udfff" } } },
        { OwnPodRules.Environment, Good with { Env = Enumerable.Range(0, 300).ToDictionary(number => $"V{number}", _ => "") } },
        { OwnPodRules.Environment, Good with { Env = new Dictionary<string, string> { ["A"] = new('x', 40_000) } } },
        { OwnPodRules.Kernels, Good with { Kernels = ["cobol"] } },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Template_ThatCannotBeAPod_IsRefusedWithTheRulesName(string rule, TemplateSpec template)
    {
        var violation = Assert.Single(TemplateRules.Check(template));
        Assert.Equal(rule, violation.Rule);
        Assert.EndsWith(".", violation.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Template_ThatFits_IsTaken() => Assert.Empty(TemplateRules.Check(Good with
    {
        Name = "Python 3 für Anfänger",
        Image = "registry.example:5000/team/python:3.12@sha256:" + new string('a', 64),
        Env = new Dictionary<string, string> { ["LD_PRELOAD"] = "for user code alone", ["a.b-c"] = "" },
    }));

    [Fact]
    public void Template_LargerThanItsScopesQuota_IsRefused()
    {
        Assert.Empty(TemplateRules.Check(Good, new(1, 0.5, 512 << 20)));
        Assert.Equal(OwnPodRules.Resources, Assert.Single(TemplateRules.Check(Good, new(1, 0.4, 512 << 20))).Rule);
        Assert.Equal(OwnPodRules.Resources, Assert.Single(TemplateRules.Check(Good, new(1, 0.5, 511 << 20))).Rule);
    }
}
