using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Hosting;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Silo.Tests.Kubernetes.Organizations;

public sealed class TemplateGateTests
{
    private static readonly TemplateSpec Python = new() { Name = "python" };

    [Fact]
    public async Task Start_WithTemplatesThatCanBePods_GoesOn() => await Start([Python]);

    [Fact]
    public async Task Start_WithOnesThatCannot_IsRefusedAndNamesEachRule()
    {
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Start([Python, new() { Name = "bad", Image = "No image", Limits = new() { Cpus = 0 } }]));
        Assert.Equal(2, refused.Message.Split('\n').Length);
        Assert.Contains("\"bad\", for scope \"default\", breaks the rule \"Images\"", refused.Message, StringComparison.Ordinal);
        Assert.Contains("\"bad\", for scope \"default\", breaks the rule \"Resources\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithOneLargerThanItsOrganizationsQuota_IsRefused()
    {
        await Start([Python], ("Organizations:acme:Quota:Pods", "7"));
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Start([Python], ("Organizations:acme:Quota:MemoryBytes", "100000000")));
        Assert.StartsWith("Template \"python\", for scope \"acme\", breaks the rule \"Resources\"", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quota_OfAnOrganization_IsWhatItsSectionSaysAndForTheRestWhatAllHave()
    {
        var quotas = Quotas(("Organizations:acme:Quota:Pods", "7"), ("Organizations:acme:Quota:Cpu", "2.5"));
        var others = new NamespaceOptions();
        Assert.Equal(new(7, 2.5, others.MemoryBytes), quotas.Of("acme"));
        Assert.Equal(new(others.Pods, others.Cpus, others.MemoryBytes), quotas.Of("shared"));
    }

    private static Task Start(TemplateSpec[] templates, params (string Key, string Value)[] settings)
    {
        var organizations = OrganizationSettings.Bound(settings);
        organizations.DedicatedByDefault = true;
        return new TemplateGate(new TemplateCatalog(templates[0].Name, templates), new(organizations), Quotas(settings), Options.Create(new KubernetesOptions())).StartingAsync(TestContext.Current.CancellationToken);
    }

    private static ScopeQuotas Quotas(params (string Key, string Value)[] settings) => new(OrganizationSettings.Bound(settings), new NamespaceOptions());
}
