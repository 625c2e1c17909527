using CsCheck;
using Sandboxes.Chaos.Faults;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Plans;

public sealed class FaultPlanTests
{
    private static readonly Situation All = new(["a", "b", "c"], ["front-1", "front-2"], Database: true, Cuts: true, Sandboxes: true);

    [Fact]
    public void Draw_OfTheSameSeedAndTick_IsTheSame() => Gen.Select(Gen.Int, Gen.Int[0, 1_000]).Sample((seed, tick) =>
        Assert.Equal(FaultPlan.Draw(seed, tick, All), FaultPlan.Draw(seed, tick, All)));

    [Fact]
    public void Draws_WhereAllIsPossible_HaveEveryKindAndLength()
    {
        var drawn = Enumerable.Range(0, 2_000).Select(tick => FaultPlan.Draw(1, tick, All)!).ToList();
        Assert.Equal(Enum.GetValues<FaultKind>().Where(kind => kind != FaultKind.Down), [.. drawn.Select(planned => planned.Kind).Distinct().Order()]);
        Assert.Equal(9, drawn.Where(planned => planned.Kind == FaultKind.Cut).Select(planned => (planned.Way, planned.From)).Distinct().Count());
        Assert.All(drawn.Where(planned => planned.Kind == FaultKind.Freeze), planned => Assert.InRange(planned.Milliseconds, 1_000, FaultPlan.LongestFreezeMs));
        Assert.Equal(All.Silos.Concat(All.Frontends), [.. drawn.Where(planned => planned.Kind == FaultKind.Kill).Select(planned => planned.Target).Distinct().Order()]);
    }

    [Fact]
    public void Draw_WhereSilosMayNotBeHit_HitsNone() => Gen.Int[0, 100_000].Sample(tick =>
        Assert.DoesNotContain(FaultPlan.Draw(1, tick, All with { Silos = [] })!.Target, All.Silos));

    [Fact]
    public void Draw_WhereTheDatabaseIsBusyAndNothingCanBeCut_LeavesBothAlone() => Gen.Int[0, 100_000].Sample(tick =>
    {
        var kind = FaultPlan.Draw(1, tick, All with { Database = false, Cuts = false })!.Kind;
        Assert.True(kind is FaultKind.Kill or FaultKind.Freeze or FaultKind.Restart or FaultKind.SandboxKill, $"{kind}");
    });

    [Fact]
    public void Draw_WhereNothingMayBeHit_IsNothing() => Assert.Null(FaultPlan.Draw(1, 1, new([], [], false, false, false)));
}
