using k8s.Models;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Pods;

namespace Sandboxes.Silo.Tests.Kubernetes.Pods;

public sealed class PodTemplateTests
{
    private static readonly SandboxId Id = new("node.example", "s1-06b9k3fw2m8q0v7x5c");
    private static readonly TemplateSpec Template = new() { Name = "Python 3", Scope = "Acme", Env = new Dictionary<string, string> { ["SECRET"] = "hunter2", ["LD_PRELOAD"] = "/workspace/x.so" } };

    private readonly KubernetesOptions _options = new() { AgentImage = "localhost/agent:1", DefaultImage = "localhost/sandbox:1" };

    [Fact]
    public void Labels_OfTheConfiguration_NeverOverrideOurs()
    {
        _options.Pod.Labels = new() { [PodLabels.Sandbox] = "forged", ["team"] = "x" };
        _options.Pod.Annotations = new() { [PodLabels.SafeToEvict] = "false" };
        var pod = Make();
        Assert.Equal(Id.Name, pod.Metadata.Labels[PodLabels.Sandbox]);
        Assert.Equal("x", pod.Metadata.Labels["team"]);
        Assert.Equal("true", pod.Metadata.Annotations[PodLabels.SafeToEvict]);
        Assert.Equal("Python 3", pod.Metadata.Annotations[PodLabels.Template]);
        Assert.StartsWith("Python-3-x", pod.Metadata.Labels[PodLabels.Template], StringComparison.Ordinal);
    }

    [Fact]
    public void Pod_OfATemplateWithEnvironment_HasNothingOfIt() =>
        Assert.DoesNotContain("hunter2", k8s.KubernetesJson.Serialize(Make()), StringComparison.Ordinal);

    [Fact]
    public void Deadline_OfThePod_IsTheLargestIdleAgeAndTheLongestLifeAndTenMinutes() =>
        Assert.Equal((long)Specimens.MaxIdleAge.TotalSeconds + Template.MaxLifetimeSeconds + 600, Make().Spec.ActiveDeadlineSeconds);

    [Fact]
    public void Placement_Required_NamesTheNodeAndAnywhereNone()
    {
        var field = Make().Spec.Affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution.NodeSelectorTerms.Single().MatchFields.Single();
        Assert.Equal(("metadata.name", "In", "node.example"), (field.Key, field.OperatorProperty, field.Values.Single()));
        Assert.Null(Make(PodPlacement.Anywhere).Spec.Affinity);
    }

    [Fact]
    public void Shares_BothWhole_MakeThePodGuaranteed()
    {
        _options.Pod.CpuRequestShare = 1;
        Assert.All([.. Make().Spec.Containers, .. Make().Spec.InitContainers], container => Assert.Equal(
            container.Resources.Limits.Select(pair => (pair.Key, pair.Value.ToDecimal())), container.Resources.Requests.Select(pair => (pair.Key, pair.Value.ToDecimal()))));
        _options.Pod.CpuRequestShare = 0.1;
        Assert.Equal(0.05m, Make().Spec.Containers[0].Resources.Requests["cpu"].ToDecimal());
    }

    [Fact]
    public void Channel_Exec_OpensNoPort()
    {
        Assert.Contains("--tcp", Make().Spec.Containers[0].Command);
        _options.Channel = PodChannel.Exec;
        Assert.DoesNotContain("--tcp", Make().Spec.Containers[0].Command);
    }

    [Fact]
    public void UserNamespaces_On_AreAskedForAndTheUserFitsIntoOne()
    {
        Assert.Null(Make().Spec.HostUsers);
        _options.Pod.UserNamespaces = true;
        Assert.False(Make().Spec.HostUsers);
        Assert.Equal(SandboxUid.InUserNamespace, Make().Spec.Containers[0].SecurityContext.RunAsUser);
    }

    [Fact]
    public void Users_OfManySandboxes_AreWithinTheirRangeAndDiffer()
    {
        var uids = Enumerable.Range(0, 1_000).Select(number => SandboxUid.Of($"s1-{number}", _options.Pod)).ToList();
        Assert.All(uids, uid => Assert.InRange(uid, _options.Pod.FirstUid, _options.Pod.FirstUid + _options.Pod.Uids - 1));
        Assert.True(uids.Distinct().Count() > 990);
    }

    private V1Pod Make(PodPlacement placement = PodPlacement.Required) => PodTemplate.For(Id, Template, _options, "cluster", new byte[32], Specimens.MaxIdleAge, placement);
}
