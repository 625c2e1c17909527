using Microsoft.Extensions.Options;

namespace Sandboxes.Silo.Tests;

public sealed class OrganizationSettingsTests
{
    [Fact]
    public void Settings_OfAnOrganization_AreWhatItsSectionSays()
    {
        var acme = OrganizationSettings.Bound(
            ("Organizations:acme:Keys:0", "a-key"), ("Organizations:acme:Dedicated", "true"), ("Organizations:acme:Operator", "true"), ("Organizations:acme:Templates:0", "python"), ("Organizations:acme:Quota:Pods", "7")).Of("acme");

        Assert.Equal(("a-key", true, true, "python", 7), (acme.Keys.Single(), acme.Dedicated, acme.Operator, acme.Templates!.Single(), acme.Quota.Pods));
    }

    [Fact]
    public void Settings_OfOneThatIsNotNamed_AreTheDefaults()
    {
        var other = OrganizationSettings.Bound().Of("other");

        Assert.Equal((0, null, null, null), (other.Keys.Count, other.Dedicated, other.Operator, other.Templates));
    }

    [Theory]
    [InlineData("Organizations:Acme:Dedicated", "true", "Organizations names the organization 'Acme'; a name is 1 to 63 of a-z, 0-9 and -, and not 'shared'.")]
    [InlineData("Organizations:shared:Dedicated", "true", "Organizations names the organization 'shared'; a name is 1 to 63 of a-z, 0-9 and -, and not 'shared'.")]
    [InlineData("Organizations:a_b:Dedicated", "true", "Organizations names the organization 'a_b'; a name is 1 to 63 of a-z, 0-9 and -, and not 'shared'.")]
    [InlineData("Organizations:acme:Quota:Pods", "0", "Organizations:acme:Quota:Pods is 0; it must be 1 to 100,000.")]
    [InlineData("Organizations:acme:Quota:Cpu", "0", "Organizations:acme:Quota:Cpu is 0; it must be more than 0 and at most 1,000,000.")]
    [InlineData("Organizations:acme:Quota:MemoryBytes", "1", "Organizations:acme:Quota:MemoryBytes is 1; it must be 67108864 to 1125899906842624.")]
    public void Settings_ThatAreWrong_AreRefusedNamingSettingAndValue(string key, string value, string sentence) =>
        Assert.Equal([sentence], Assert.Throws<OptionsValidationException>(() => OrganizationSettings.Bound((key, value))).Failures);

    [Fact]
    public void Names_OfUpTo63Letters_AreTaken()
    {
        var longest = new string('a', 63);

        Assert.Contains(longest, OrganizationSettings.Bound(($"Organizations:{longest}:Dedicated", "true")).Named.Keys);
        Assert.Throws<OptionsValidationException>(() => OrganizationSettings.Bound(($"Organizations:{longest}a:Dedicated", "true")));
    }
}
