using CsCheck;
using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Properties;

public sealed class CheckerProperties
{
    private static readonly Gen<int[]> Steps = Gen.Int[0, 9_999].Array[10, 120];

    [Fact]
    public void History_OfARightCluster_HasNoViolation() => Steps.Sample(
        steps => Assert.Empty(Checker.Check(Model.Run(steps)).Select(violation => violation.ToString())));

    [Fact]
    public void History_WithAPlantedViolation_HasOneOfThatKind() => Gen.Select(Steps, Gen.Int[0, Mutation.All.Count - 1]).Sample((steps, index) =>
    {
        var mutation = Mutation.All[index];
        // A step that makes a token, so that there is one to leak.
        var history = mutation.Plant(Model.Run([.. steps, 12 * 8]));
        Assert.True(Checker.Check(history).Any(violation => violation.Kind == mutation.Kind), mutation.ToString());
    });

    [Fact]
    public void Mutations_PlantEveryKind() => Assert.Equal(Enum.GetValues<ViolationKind>(), [.. Mutation.All.Select(mutation => mutation.Kind).Distinct().Order()]);

    [Fact]
    public void History_InAnotherOrder_IsJudgedTheSame() => Gen.Select(Steps, Gen.Int[0, Mutation.All.Count - 1], Gen.Int).Sample((steps, index, seed) =>
    {
        var history = Mutation.All[index].Plant(Model.Run([.. steps, 12 * 8]));
        var shuffled = history with { Calls = Shuffled(history.Calls, seed) };
        Assert.Equal(Kinds(Checker.Check(history)), Kinds(Checker.Check(shuffled)));
    });

    private static Call[] Shuffled(IEnumerable<Call> calls, int seed)
    {
        Call[] shuffled = [.. calls];
        new Random(seed).Shuffle(shuffled);
        return shuffled;
    }

    private static IEnumerable<ViolationKind> Kinds(IEnumerable<Violation> violations) => violations.Select(violation => violation.Kind).Order();
}
