using Sandboxes.Simulation;

namespace Sandboxes.SimulationTests;

public sealed class SimRunTests
{
    [Fact]
    public void Run_SameSeed_SameHash()
    {
        var (one, other) = (SimRun.Of(new(7)), SimRun.Of(new(7)));

        Assert.True(one.Steps > 1_000);
        Assert.Equal((one.Steps, one.Hash), (other.Steps, other.Hash));
    }

    [Fact]
    public void Run_OtherSeed_OtherHash() => Assert.NotEqual(SimRun.Of(new(7)).Hash, SimRun.Of(new(8)).Hash);

    [Fact]
    public void Run_ToldOrNot_IsTheSame()
    {
        var (silent, told) = (SimRun.Of(new(9)), SimRun.Of(new(9) { Tells = true }));

        Assert.Equal(silent.Hash, told.Hash);
        Assert.NotEmpty(told.Lines);
        Assert.Empty(silent.Lines);
    }

    /// <summary>The same faults, said one by one.</summary>
    [Fact]
    public void Run_OnlyWhatHappened_IsTheSame()
    {
        var drawn = SimRun.Of(new(11));

        Assert.Equal(drawn.Hash, SimRun.Of(new(11) { Only = drawn.Happened.ToHashSet() }).Hash);
    }
}
