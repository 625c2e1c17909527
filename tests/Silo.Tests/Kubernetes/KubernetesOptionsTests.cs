using Sandboxes.Silo.Runtimes.Kubernetes;

namespace Sandboxes.Silo.Tests.Kubernetes;

public sealed class KubernetesOptionsTests
{
    public static TheoryData<string, Action<KubernetesOptions>> Wrong { get; } = new()
    {
        { "NamespacePrefix", options => options.NamespacePrefix = "Sandboxes" },
        { "Channel", options => options.Channel = (PodChannel)7 },
        { "AgentPort", options => options.AgentPort = 80 },
        { "AgentImage", options => options.AgentImage = "" },
        { "DefaultImage", options => options.DefaultImage = "No image" },
        { "KeyFile", options => options.KeyFile = "" },
        { "IdleDeadlineSeconds", options => options.IdleDeadlineSeconds = 1 },
        { "CpuRequestShare", options => options.Pod.CpuRequestShare = 0 },
        { "MemoryRequestShare", options => options.Pod.MemoryRequestShare = double.NaN },
        { "TmpBytes", options => options.Pod.TmpBytes = 1 },
        { "FirstUid", options => (options.Pod.FirstUid, options.Pod.Uids) = (9_999, 1) },
        { "FirstUid", options => options.Pod.FirstUid = 65_000 },
        { "Uids", options => options.Pod.Uids = 2_000_000_000 },
        { "NodeLossSeconds", options => options.Pod.NodeLossSeconds = -1 },
        { "RuntimeClass", options => options.Pod.RuntimeClass = "g visor" },
        { "team!", options => options.Pod.Labels["team!"] = "" },
        { "x y", options => options.Pod.Tolerations.Add("x y") },
        { "CheckSeconds", options => options.Namespaces.CheckSeconds = 0 },
        { "Manager", options => options.Namespaces.Manager = "root" },
        { "ManagerRole", options => options.Namespaces.ManagerRole = "" },
        { "MemoryBytes", options => options.Namespaces.MemoryBytes = 1 },
        { "SiloNetworks", options => options.Namespaces.SiloNetworks.Add("everywhere") },
        { "SiloPodLabels", options => options.Namespaces.SiloPodLabels["app"] = "silo" },
        { "names no silos", options => options.Namespaces.SiloNetworks.Clear() },
    };

    [Fact]
    public void Options_ThatAreRight_HaveNoErrors() => Assert.Empty(Right().Errors());

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_WithOneWrong_SayWhich(string named, Action<KubernetesOptions> change)
    {
        var options = Right();
        change(options);
        Assert.Contains(named, Assert.Single(options.Errors()), StringComparison.Ordinal);
    }

    private static KubernetesOptions Right() => new()
    {
        AgentImage = "localhost/sandboxes:agent",
        DefaultImage = "localhost/sandboxes:python",
        KeyFile = "/etc/sandboxes/key",
        Namespaces = new() { SiloNetworks = { "10.244.0.0/16" } },
    };
}
