namespace Sandboxes.EndToEnd;

/// <summary>Every program of the corpus in a real sandbox, a neighbour beside it.</summary>
[Trait("Pace", "slow")]
public sealed class HostileTests(SharedProduct shared)
{
    /// <summary>Generous: what a flood of 10 GB would leave, were any of it kept, is far more.</summary>
    private const long MostGrowthBytes = 300L << 20;

    public static IEnumerable<TheoryDataRow<string>> Programs => HostileProgram.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task HostileProgram_RunsInASandbox_IsContainedAndNeighboursAnswer(string name)
    {
        var program = HostileProgram.Read(name);
        var before = shared.Product.ResidentBytes();
        await using var neighbour = await shared.Api.OpenAsync(new { waitSeconds = 30 });
        await using var attacker = await shared.Api.OpenAsync(HostileRun.SessionFor(program, shared.Product.Port));
        var run = new HostileRun(program, attacker, neighbour);

        run.AssertContained(await run.RunAsync());
        await run.AssertGoesOnAsync();

        Assert.InRange(shared.Product.ResidentBytes() - before, long.MinValue, MostGrowthBytes);
    }

    [Fact]
    public void Corpus_EveryProgram_SaysWhatItTriesAndWhatContainsIt()
    {
        var programs = HostileProgram.Names.Select(HostileProgram.Read).ToList();

        Assert.True(programs.Count >= 36, $"{programs.Count} programs");
        Assert.All(programs, program =>
        {
            Assert.NotEmpty(program.Tries);
            Assert.NotEmpty(program.ContainedBy);
            Assert.NotEmpty(program.Expected);
            Assert.InRange(program.TimeoutMs, 100, 20_000);
        });
    }
}
