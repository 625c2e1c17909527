using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class ScopeTests
{
    private static readonly TemplateSpec Shared = PoolUnderTest.Template("python", 1);
    private static readonly TemplateSpec Acme = Shared with { Scope = "acme" };

    [Fact]
    public void Lease_OfAScope_TakesFromItsShelfAndWaitsWhereThatIsEmpty()
    {
        var pool = new PoolUnderTest(null, Shared, Acme);
        var started = pool.Started();
        Assert.Equal(started["acme"], pool.Lease("a", scope: "acme").Sandbox);
        Assert.Equal(LeaseStep.Wait, pool.Lease("b", scope: "acme").Step);
        Assert.Equal(started["shared"], pool.Lease("c").Sandbox);
    }

    [Fact]
    public void Lease_OfAScopeThatHasNoShelf_IsRefusedForNow()
    {
        var refusal = new PoolUnderTest(null, Shared, Acme).Lease("a", scope: "beta").Refusal!;
        Assert.Equal((RefusalCode.NodeUnavailable, 5), (refusal.Code, refusal.RetryAfterSeconds));
    }

    [Fact]
    public void Listed_FoundOnes_GoToTheShelvesOfTheirScopes()
    {
        var pool = new PoolUnderTest(null, Shared, Acme);
        pool.Pool.Listed([Found("f1", "acme"), Found("f2", "shared"), Found("f3", "beta")], pool.Now, pool.Now, pool.Effects);
        foreach (var name in new[] { "f1", "f2", "f3" })
        {
            pool.Answered(name, new());
        }

        Assert.Equal([new PoolEffect.Retire("f3")], pool.Effects);
        Assert.Equal(("f1", "f2"), (pool.Lease("a", scope: "acme").Sandbox, pool.Lease("b").Sandbox));
    }

    [Fact]
    public void Describe_EveryShelf_SaysItsScope() =>
        Assert.Equal(["shared", "acme"], new PoolUnderTest(null, Shared, Acme).Pool.Describe(TimeSpan.Zero).Select(shelf => shelf.Scope));

    private static FoundSandbox Found(string name, string scope) => new(new("n", name), "python", 1, scope);
}
