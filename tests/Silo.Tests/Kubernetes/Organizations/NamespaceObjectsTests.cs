using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Tests.Kubernetes.Organizations;

public sealed class NamespaceObjectsTests
{
    private readonly KubernetesOptions _options = new()
    {
        Namespaces = new()
        {
            SiloNamespaceLabels = { ["kubernetes.io/metadata.name"] = "sandboxes" },
            SiloPodLabels = { ["app"] = "silo" },
            SiloNetworks = { "192.0.2.0/24" },
        },
    };

    [Fact]
    public void Namespace_SaysWhoseItIsAndAsksForTheRestrictedStandard()
    {
        var space = NamespaceObjects.Namespace("Acme & Sons", "one", _options);
        Assert.StartsWith("sandboxes-acme---sons-x", space.Metadata.Name, StringComparison.Ordinal);
        Assert.Equal("Acme & Sons", space.Metadata.Annotations[PodLabels.Scope]);
        Assert.Equal(3, space.Metadata.Labels.Count(label => label.Key.StartsWith("pod-security.kubernetes.io/", StringComparison.Ordinal) && label.Value == "restricted"));
    }

    [Fact]
    public void DenyAll_SelectsEveryPodBothWaysAndAllowsNothing()
    {
        var spec = NetworkPolicies.DenyAll("one").Spec;
        Assert.Equal(["Ingress", "Egress"], spec.PolicyTypes);
        Assert.Null(spec.PodSelector.MatchLabels);
        Assert.Null(spec.PodSelector.MatchExpressions);
        Assert.Null(spec.Ingress);
        Assert.Null(spec.Egress);
    }

    [Fact]
    public void SilosToAgents_LetsInSilosAloneAndToOnePort()
    {
        var rule = Assert.Single(NetworkPolicies.SilosToAgents("one", _options)!.Spec.Ingress);
        Assert.Equal("7171", Assert.Single(rule.Ports).Port.Value);
        Assert.Equal(2, rule.FromProperty.Count);
        Assert.Equal("silo", rule.FromProperty[0].PodSelector.MatchLabels["app"]);
        Assert.Equal("sandboxes", rule.FromProperty[0].NamespaceSelector.MatchLabels["kubernetes.io/metadata.name"]);
        Assert.Equal("192.0.2.0/24", rule.FromProperty[1].IpBlock.Cidr);
    }

    [Fact]
    public void SilosToAgents_WhereTheyComeByExec_IsNotThere()
    {
        _options.Channel = PodChannel.Exec;
        Assert.Null(NetworkPolicies.SilosToAgents("one", _options));
    }

    [Fact]
    public void Parts_StandInTheOrderInWhichTheyAreMade() => Assert.Equal(
        [
            "the ResourceQuota sandboxes", "the LimitRange sandboxes", "the NetworkPolicy sandboxes-deny-all", "the NetworkPolicy sandboxes-silos-to-agents", "the ServiceAccount sandbox",
            "the RoleBinding sandboxes-manager",
        ],
        NamespaceParts.Of(new(1, 1, 1L << 30), "one", _options).Select(part => part.What));

    [Theory]
    [InlineData("serviceaccount sandboxes/manager", "ServiceAccount", "manager", "sandboxes")]
    [InlineData("user jane@example.org", "User", "jane@example.org", null)]
    public void Manager_OfTheOptions_IsAnAccountOrAUser(string text, string kind, string name, string? space)
    {
        var subject = ManagerSubject.Parse(text)!;
        Assert.Equal((kind, name, space), (subject.Kind, subject.Name, subject.NamespaceProperty));
    }

    [Theory]
    [InlineData("")]
    [InlineData("user ")]
    [InlineData("serviceaccount manager")]
    [InlineData("serviceaccount a/b/c")]
    [InlineData("group system:masters")]
    public void Manager_ThatIsNeither_IsNone(string text) => Assert.Null(ManagerSubject.Parse(text));
}
