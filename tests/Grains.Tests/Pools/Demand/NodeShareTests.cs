using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools.Demand;

public sealed class NodeShareTests
{
    private static readonly Resources Small = new(512, 500);

    [Fact]
    public void Divide_MoreThanThereIsRoomFor_GivesTheLeastFirstAndTheRestByWhatWasAskedFor() =>
        Assert.Equal([(6, TargetBound.NodeCount), (4, null), (16, TargetBound.NodeCount)], Divide(26, Resources.Unlimited, new(10, 2, Small), new(4, 4, Small), new(30, 2, Small)));

    [Fact]
    public void Divide_OneScarceResource_BindsByItAndGivesByWeight() =>
        Assert.Equal([(4, TargetBound.NodeMemory), (4, TargetBound.NodeMemory)], Divide(100, new(4 * (512 + 2_048), 100_000), new(10, 0, Small), new(10, 0, new(2_048, 500))));

    [Fact]
    public void Divide_WhatAShelfDoesNotUse_DoesNotBindIt() =>
        Assert.Equal([(10, null), (2, TargetBound.NodeCpu)], Divide(100, new(100_000, 2_000), new(10, 0, new(512, 0)), new(10, 0, new(512, 1_000))));

    [Fact]
    public void Divide_MemoryAndNumberEquallyScarce_NamesTheMemory() =>
        Assert.Equal([(5, TargetBound.NodeMemory)], Divide(5, new(5 * 512, 100_000), new ShelfAsk(10, 0, Small)));

    [Fact]
    public void Divide_NotEvenTheLeastFits_GivesEveryoneTheSamePartOfIt() =>
        Assert.Equal([(2, TargetBound.NodeMemory), (4, TargetBound.NodeMemory)], Divide(100, new(6 * 512, 100_000), new(50, 4, Small), new(8, 8, Small)));

    [Fact]
    public void Divide_PartsOfLessThanOne_LeaveNoRoomEmpty() => Assert.Equal(
        [(1, null), (1, null), (0, TargetBound.NodeCount)], Divide(2, Resources.Unlimited, new(1, 1, Small), new(1, 1, Small), new(1, 1, Small)));

    [Fact]
    public void Divide_Always_FitsInEveryDimension() => GenRoom.Sample((asks, count, room) =>
    {
        var given = Given(asks, count, room);
        return given.Sum(ask => (long)ask.Given) <= Math.Max(0, count)
            && given.Sum(ask => ask.Given * ask.Weight.MemoryBytes) <= Math.Max(0, room.MemoryBytes)
            && given.Sum(ask => ask.Given * ask.Weight.CpuMillis) <= Math.Max(0, room.CpuMillis);
    });

    [Fact]
    public void Divide_Always_LowersNothingThatFitsAndRaisesNothing() => GenRoom.Sample((asks, count, room) =>
    {
        var given = Given(asks, count, room);
        return given.All(ask => ask.Given >= 0 && ask.Given <= ask.Count && ask.Bound is null == (ask.Given == ask.Count))
            && (!Fits(asks, ask => ask.Count, count, room) || given.All(ask => ask.Given == ask.Count));
    });

    [Fact]
    public void Divide_Always_GivesNobodyMoreBeforeEveryoneHasHisLeast() => GenRoom.Sample((asks, count, room) =>
    {
        var given = Given(asks, count, room);
        return Fits(asks, ask => ask.Floor, count, room) ? given.All(ask => ask.Given >= ask.Floor) : given.All(ask => ask.Given <= ask.Floor);
    });

    private static readonly Gen<ShelfAsk> GenAsk =
        from count in Gen.Int[0, 500]
        from least in Gen.Int[0, 50]
        from memory in Gen.Long[1, 64]
        from cpu in Gen.Long[1, 64]
        select new ShelfAsk(count, least, new(memory << 26, cpu * 250));

    private static readonly Gen<(ShelfAsk[], int, Resources)> GenRoom =
        from asks in GenAsk.Array[1, 12]
        from count in Gen.Int[-10, 3_000]
        from memory in Gen.Long[-1, 40_000]
        from cpu in Gen.OneOf(Gen.Long[-1, 2_000_000], Gen.Const(long.MaxValue))
        select (asks, count, new Resources(memory << 26, cpu));

    private static bool Fits(ShelfAsk[] asks, Func<ShelfAsk, int> of, int count, Resources room) =>
        asks.Sum(of) <= Math.Max(0, count)
        && asks.Sum(ask => of(ask) * ask.Weight.MemoryBytes) <= Math.Max(0, room.MemoryBytes)
        && asks.Sum(ask => of(ask) * ask.Weight.CpuMillis) <= Math.Max(0, room.CpuMillis);

    private static ShelfAsk[] Given(ShelfAsk[] asks, int count, Resources room)
    {
        var given = asks.ToArray();
        NodeShare.Divide(given, count, room);
        return given;
    }

    private static IEnumerable<(int, TargetBound?)> Divide(int count, Resources room, params ShelfAsk[] asks) => Given(asks, count, room).Select(ask => (ask.Given, ask.Bound));
}
