using CsCheck;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class RoutingTests
{
    [Fact]
    public void Order_OwnNodeHasEnough_ComesFirst() =>
        Assert.Equal("b", Routing.Order([new("a", 9, 4, 0), new("b", 2, 4, 0), new("c", 9, 4, 0)], "b", First)[0]);

    [Fact]
    public void Order_OwnNodeIsLow_IsAsOthers() =>
        Assert.Equal("a", Routing.Order([new("a", 9, 4, 0), new("b", 1, 4, 0), new("c", 9, 4, 0)], "b", First)[0]);

    [Fact]
    public void Order_NoneIsIdle_PrefersTheShorterQueueOfTheTwoDrawn()
    {
        var draws = new Queue<int>([0, 1, 0, 0]);
        Assert.Equal(["b", "a"], Routing.Order([new("a", 0, 4, 5), new("b", 0, 4, 1)], "x", _ => draws.Dequeue()));
    }

    [Fact]
    public void Order_ManyLooksAtTheSameLevels_SpreadsOverTheNodes()
    {
        NodeLevel[] levels = [new("a", 5, 5, 0), new("b", 5, 5, 0), new("c", 5, 5, 0)];
        var random = new Random(1);
        var firsts = Enumerable.Range(0, 300).Select(_ => Routing.Order(levels, "x", random.Next)[0]).CountBy(node => node).ToDictionary();
        Assert.All(firsts.Values, count => Assert.InRange(count, 50, 200));
        Assert.Equal(3, firsts.Count);
    }

    [Fact]
    public void Order_AnyLevels_NamesEachNodeOnceAndIdleOnesBeforeOthers() =>
        Gen.Select(Gen.Select(Gen.Int[0, 3], Gen.Int[0, 4], Gen.Int[0, 5]).Array[0, 8], Gen.Int[0, 10], Gen.UInt).Sample((nodes, self, seed) =>
        {
            var levels = nodes.Select((level, index) => new NodeLevel($"n{index}", level.Item1, level.Item2, level.Item3)).ToList();
            var order = Routing.Order(levels, $"n{self}", new Random((int)seed).Next);
            Assert.Equal(levels.Select(level => level.Node).Order(StringComparer.Ordinal), order.Order(StringComparer.Ordinal));
            var idle = order.Select(node => levels.Single(level => level.Node == node).Idle > 0).ToList();
            Assert.Equal(idle.OrderDescending(), idle);
        });

    private static int First(int below) => 0;
}
