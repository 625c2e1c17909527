using CsCheck;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class FairnessProperties
{
    /// <summary>Among any that wait all the time nobody is ahead of another by more than one turn of each.</summary>
    [Fact]
    public void Serve_AllWaitAllTheTime_EachHasItsShareWithinOneTurn() =>
        Gen.Select(Gen.Int[1, 1_000].Array[2, 6], Gen.Int[1, 500]).Sample((weights, rounds) =>
        {
            var shares = new FairShares();
            var all = weights.Select((weight, index) => shares.Of($"o{index}", weight)).ToList();
            all.ForEach(shares.Enter);
            var served = new int[weights.Length];
            for (var i = 0; i < rounds; i++)
            {
                var next = all.MinBy(share => share.Turn)!;
                shares.Serve(next, TimeSpan.Zero);
                served[all.IndexOf(next)]++;
            }

            foreach (var (one, other) in Pairs(weights.Length))
            {
                var ahead = ((double)served[one] / weights[one]) - ((double)served[other] / weights[other]);
                Assert.InRange(ahead, double.NegativeInfinity, (1.0 / weights[one]) + (1.0 / weights[other]) + 0.01);
            }
        });

    /// <summary>Whoever asks for nothing for a while has no more turns afterwards than the others.</summary>
    [Fact]
    public void Enter_AfterAnyTimeAway_WaitsForOneTurnOfEachOtherAtMost() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[1, 200]).Sample((before, after) =>
        {
            var shares = new FairShares();
            var (busy, back) = (shares.Of("busy", 100), shares.Of("back", 100));
            shares.Enter(busy);
            for (var i = 0; i < before; i++)
            {
                shares.Serve(busy, TimeSpan.Zero);
            }

            shares.Enter(back);
            var ofBack = 0;
            for (var i = 0; i < after; i++)
            {
                var next = back.Turn < busy.Turn ? back : busy;
                shares.Serve(next, TimeSpan.Zero);
                ofBack += next == back ? 1 : 0;
            }

            Assert.InRange(ofBack, after / 2, (after / 2) + 1);
        });

    /// <summary>Whatever others take, whoever is within his reserve finds one, and what is idle never falls below what is kept for those who do not use it.</summary>
    [Fact]
    public void MayTake_AnyOrderOfTakers_ReservesAreServedAtOnceAndNeverEatenInto() =>
        Gen.Select(Gen.Int[0, 4].Array[1, 4], Gen.Int[0, 6], Gen.Int[0, 5].Array[1, 60]).Sample((reserved, more, takers) =>
        {
            var reserves = reserved.Select((reserve, index) => (Name: $"o{index}", reserve)).Where(of => of.reserve > 0).ToDictionary(of => of.Name, of => of.reserve);
            var held = new Dictionary<string, int>();
            var idle = reserves.Values.Sum() + more;
            foreach (var taker in takers.Select(taker => $"o{taker}"))
            {
                var within = held.GetValueOrDefault(taker) < reserves.GetValueOrDefault(taker);
                var may = ReservedCapacity.MayTake(idle, taker, reserves, held);
                Assert.True(may || !within, $"{taker} is within its reserve and gets none of {idle}.");
                if (may)
                {
                    idle--;
                    held[taker] = held.GetValueOrDefault(taker) + 1;
                }

                Assert.True(idle >= ReservedCapacity.Unused(reserves, held), "A reserve was eaten into.");
            }
        });

    private static IEnumerable<(int One, int Other)> Pairs(int count) =>
        from one in Enumerable.Range(0, count)
        from other in Enumerable.Range(0, count)
        where one != other
        select (one, other);
}
