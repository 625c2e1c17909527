using System.Collections.Concurrent;
using CsCheck;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Silo.Tests.Kubernetes;

public sealed class NameMappingTests
{
    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.String[0, 100],
        Gen.String[Gen.OneOf('a', 'A', '-', '.', '_', 'é', 'x', '0', '\ud800', '\udc00'), 0, 70],
        Gen.String[Gen.OneOf('a', 'b'), 30, 70]);

    [Fact]
    public void Names_Mapped_AreTakenByKubernetesAndNeverMeet()
    {
        ConcurrentDictionary<string, string> labels = [], spaces = [];
        Names.Sample(
            name =>
            {
                var (label, space) = (NameMapping.LabelValue(name), OrganizationNamespace.Of(name, "sandboxes-"));
                Assert.True(KubernetesNames.IsLabelValue(label) && label.Length > 0, label);
                Assert.True(KubernetesNames.IsLabel(space), space);
                Assert.StartsWith("sandboxes-", space, StringComparison.Ordinal);
                Assert.Equal(name, labels.GetOrAdd(label, name));
                Assert.Equal(name, spaces.GetOrAdd(space, name));

                // A name that somebody chooses because another became it becomes something else.
                Assert.NotEqual(label == name ? "" : label, NameMapping.LabelValue(label == name ? name + "-" : label));
                var tail = space["sandboxes-".Length..];
                Assert.True(tail == name || OrganizationNamespace.Of(tail, "sandboxes-") != space, space);
            },
            iter: 20_000);
    }

    [Theory]
    [InlineData("acme", "sandboxes-acme")]
    [InlineData("shared", "sandboxes-shared")]
    [InlineData("Acme", "sandboxes-acme-xwffy6rd00k1ee8ndqca3dqhe87")]
    public void Scope_HasANamespace_WhoseNameStays(string scope, string space) => Assert.Equal(space, OrganizationNamespace.Of(scope, "sandboxes-"));

    [Theory]
    [InlineData("sandboxes-", true)]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData("1a", false)]
    [InlineData("A-", false)]
    [InlineData("a.b-", false)]
    [InlineData("abcdefghijklmnopqrstu", false)]
    public void Prefix_OfNamespaces_IsSomethingThatNamesMayBeginWith(string prefix, bool may) => Assert.Equal(may, OrganizationNamespace.IsPrefix(prefix));
}
