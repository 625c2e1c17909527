using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Tests.Kubernetes.Pods;

public sealed class PodPolicyTests
{
    private static readonly SandboxId Id = new("node.example", "s1-06b9k3fw2m8q0v7x5c");

    private static readonly Gen<TemplateSpec> Templates = Gen.OneOf(Specimens.Any, Specimens.Likely);

    [Fact]
    public void Pods_OfRandomTemplates_KeepEveryRuleOrTheTemplateIsRefused()
    {
        var (made, refused) = (0, 0);
        Gen.Select(Templates, Specimens.Options, Gen.OneOf(PodPlacement.Required, PodPlacement.Anywhere)).Sample(
            (template, options, placement) =>
            {
                if (TemplateRules.Check(template).Count > 0)
                {
                    Interlocked.Increment(ref refused);
                    return;
                }

                Interlocked.Increment(ref made);
                var pod = PodTemplate.For(Id, template, options, Specimens.Cluster, Specimens.StartKey, Specimens.MaxIdleAge, placement);
                Assert.Empty(PodPolicy.Violations(pod));
                Assert.Empty(Wire.Violations(pod));
            },
            iter: 100_000);
        Assert.True(made > 10_000 && refused > 10_000, $"{made} pods were made and {refused} templates refused: both must be many");
    }

    [Theory]
    [MemberData(nameof(Harms))]
    public void Pod_ThatBreaksARule_IsFoundByItsName(string rule, int harm)
    {
        var options = Specimens.Options.Single();
        var pod = PodTemplate.For(Id, new TemplateSpec { Name = "python" }, options, Specimens.Cluster, Specimens.StartKey, Specimens.MaxIdleAge);
        Assert.Empty(PodPolicy.Violations(pod));
        Planted.Harms[harm].Do(pod);
        Assert.Contains(rule, PodPolicy.Violations(pod));
    }

    [Fact]
    public void Rules_AllOfThem_HaveAViolationThatIsFound() =>
        Assert.Empty(PodPolicy.Rules.Select(rule => rule.Name).Except(Planted.Harms.Select(harm => harm.Rule)));

    [Fact]
    public void Rules_Names_AreEachOnce() => Assert.Distinct(PodPolicy.Rules.Select(rule => rule.Name));

    public static TheoryData<string, int> Harms()
    {
        TheoryData<string, int> data = [];
        for (var harm = 0; harm < Planted.Harms.Count; harm++)
        {
            data.Add(Planted.Harms[harm].Rule, harm);
        }

        return data;
    }
}
