using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Organizations;

public sealed class OrganizationSharesTests
{
    [Theory]
    [InlineData(0, 0, null, "Organizations:acme:Weight is 0; it must be 1 to 1,000.")]
    [InlineData(1_001, 0, null, "Organizations:acme:Weight is 1001; it must be 1 to 1,000.")]
    [InlineData(100, -1, null, "Organizations:acme:Reserved is -1; it must be 0 to 10,000.")]
    [InlineData(100, 1, true, "Organizations:acme:Reserved is 1 and Organizations:acme:Dedicated is true; a reserve is of what all share.")]
    [InlineData(1_000, 10_000, false, null)]
    public void Errors_OfAShare_NameTheSettingAndItsRange(int weight, int reserved, bool? dedicated, string? error)
    {
        var options = new OrganizationsOptions();
        options.Named.Add("acme", new() { Weight = weight, Reserved = reserved, Dedicated = dedicated });
        Assert.Equal(error, options.Errors().SingleOrDefault());
    }

    [Theory]
    [InlineData(0, 5, 0, "Pool:MaxWaitingPerOrganization is 0; it must be 1 to 100,000.")]
    [InlineData(null, 0, 0, "Pool:SlowStartSeconds is 0; it must be 1 to 600.")]
    [InlineData(null, 5, -1, "Pool:MaxRefillingInCluster is -1; it must be 0 to 100,000.")]
    [InlineData(9, 600, 100_000, null)]
    public void Errors_OfAPool_NameTheSettingAndItsRange(int? perOrganization, int slow, int inCluster, string? error) =>
        Assert.Equal(error, new PoolOptions { MaxWaitingPerOrganization = perOrganization, SlowStartSeconds = slow, MaxRefillingInCluster = inCluster }.Errors().SingleOrDefault());

    [Fact]
    public void Weight_OfOneThatIsNotNamed_IsTheDefault() => Assert.Equal(100, OrganizationShares.Equal.Weight("anybody"));

    [Fact]
    public void IsOfOne_WhereTheDefaultIsNamedTooOrNoneIs_Holds()
    {
        var options = new OrganizationsOptions();
        Assert.True(new OrganizationShares(options).IsOfOne);
        options.Named.Add("default", new());
        Assert.True(new OrganizationShares(options).IsOfOne);
        options.Named.Add("acme", new());
        Assert.False(new OrganizationShares(options).IsOfOne);
    }
}
