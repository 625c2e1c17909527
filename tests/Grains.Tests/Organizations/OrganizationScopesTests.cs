using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.GrainTests.Pools;

namespace Sandboxes.GrainTests.Organizations;

public sealed class OrganizationScopesTests
{
    private static readonly TemplateSpec[] Templates = [PoolUnderTest.Template("python", 4), PoolUnderTest.Template("bash", 2)];

    [Fact]
    public void Of_Dedicated_IsTheOrganizationsOwnAndElseThatOfAll()
    {
        var scopes = Scopes(false, ("acme", new() { Dedicated = true }), ("beta", new()), ("gamma", new() { Dedicated = false }));

        Assert.Equal(["acme", "shared", "shared", "shared", "shared"], new[] { "acme", "beta", "gamma", "default", "unknown" }.Select(scopes.Of));
        Assert.Equal(["acme", "shared"], scopes.All);
    }

    [Fact]
    public void Of_WhereEachHasAPlaceOfItsOwn_IsTheOrganizationsOwnUnlessItShares()
    {
        var scopes = Scopes(true, ("acme", new()), ("beta", new() { Dedicated = false }));

        Assert.Equal(["acme", "shared", "default", "unknown"], new[] { "acme", "beta", "default", "unknown" }.Select(scopes.Of));
        Assert.Equal(["acme", "default", "shared"], scopes.All);
    }

    [Fact]
    public void MaxUses_WhereSeveralShare_IsOneOnTheirShelvesAndTheTemplatesOnAnOrganizationsOwn()
    {
        TemplateSpec[] reusable = [Templates[0] with { MaxUses = 3 }];

        Assert.Equal([("shared", 3)], Uses(Scopes(false), reusable));
        Assert.Equal([("acme", 3), ("shared", 3)], Uses(Scopes(false, ("acme", new() { Dedicated = true })), reusable));
        Assert.Equal([("shared", 1)], Uses(Scopes(false, ("beta", new())), reusable));
        Assert.Equal([("acme", 3), ("shared", 1)], Uses(Scopes(false, ("acme", new() { Dedicated = true }), ("beta", new())), reusable));
        Assert.Equal(1, Scopes(false, ("beta", new())).TemplateFor("beta", reusable[0]).MaxUses);
    }

    [Fact]
    public void Shelves_WhereNobodyShares_HasNoneForThoseWhoDo() =>
        Assert.Equal([("acme", "python"), ("acme", "bash"), ("default", "python"), ("default", "bash")], Scopes(true, ("acme", new())).Shelves(Templates).Select(shelf => (shelf.Scope, shelf.Name)));

    [Fact]
    public void Shelves_TemplateThatIsNotKeptWarm_HasNoneIdle()
    {
        var scopes = Scopes(false, ("acme", new() { Dedicated = true, Templates = ["bash"] }));

        Assert.Equal(
            [("acme", "python", 0, 0), ("acme", "bash", 2, 2), ("shared", "python", 4, 4), ("shared", "bash", 2, 2)],
            scopes.Shelves(Templates).Select(shelf => (shelf.Scope, shelf.Name, shelf.MinIdle, shelf.MaxIdle)));
        Assert.Empty(scopes.TemplateFor("acme", Templates[0] with { Schedules = [new() { Cron = "0 9 * * *", MinIdle = 5 }] }).Schedules);
        Assert.Equal((0, 4), (scopes.TemplateFor("acme", Templates[0]).MinIdle, scopes.TemplateFor("beta", Templates[0]).MinIdle));
    }

    [Fact]
    public void Scopes_AnySettings_NeverGiveOneOrganizationAnothersShelves() =>
        Gen.Select(Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2]).Array[0, 6], Gen.Bool).Sample((named, dedicatedByDefault) =>
        {
            var scopes = Scopes(dedicatedByDefault, [.. named.DistinctBy(one => one.Item1).Select(one => ($"o{one.Item1}", new OrganizationOptions { Dedicated = one.Item2 == 2 ? null : one.Item2 == 1 }))]);
            var organizations = Enumerable.Range(0, 7).Select(number => $"o{number}").ToList();
            Assert.All(organizations, organization => Assert.Contains(scopes.Of(organization), (string[])[organization, Abstractions.Scopes.Shared]));
            Assert.Equal(scopes.All.Count * Templates.Length, scopes.Shelves(Templates).DistinctBy(shelf => (shelf.Scope, shelf.Name)).Count());
        });

    [Fact]
    public void Validate_TemplateThatIsNotThere_NamesThoseThatAre()
    {
        var organizations = new OrganizationsOptions { Named = { ["acme"] = new() { Templates = ["bash", "cobol"] } } };

        Assert.Equal(
            ["Organizations:acme:Templates names 'cobol'; the templates are python, bash."],
            new OrganizationTemplatesValidator(new TemplateCatalog("python", Templates)).Validate(null, organizations).Failures!);
    }

    private static OrganizationScopes Scopes(bool dedicatedByDefault, params (string Name, OrganizationOptions Options)[] named)
    {
        var organizations = new OrganizationsOptions { DedicatedByDefault = dedicatedByDefault };
        Array.ForEach(named, pair => organizations.Named.Add(pair.Name, pair.Options));
        return new(organizations);
    }

    private static IEnumerable<(string, int)> Uses(OrganizationScopes scopes, TemplateSpec[] templates) => scopes.Shelves(templates).Select(shelf => (shelf.Scope, shelf.MaxUses));
}
