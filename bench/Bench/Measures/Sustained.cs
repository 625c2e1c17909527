namespace Sandboxes.Bench;

/// <summary>Open, run, release, without a pause: every sandbox that is used has been made while this ran.</summary>
internal static class Sustained
{
    public const int AtOnce = 4;
    private const double Seconds = 30;
    private const double ShareOfBare = 0.8;

    public static Row Measure(ProgramUnderTest program, BenchOptions options, ColdStarts cold)
    {
        var before = cold.PerSecond(AtOnce);
        var rate = PerSecond(program, options.Length(Seconds));
        var bare = (before + cold.PerSecond(AtOnce)) / 2;
        return new()
        {
            Measure = $"sustained open/run/release, {AtOnce} at once",
            Reach = "at least 0.80 of bare bwrap starts",
            Measured = $"{Row.Number(rate)} /s",
            Samples = $"{rate * options.Length(Seconds).TotalSeconds:0}",
            Cold = $"bwrap + python3 -c, {AtOnce} at once: {Row.Number(bare)} /s",
            Ratio = $"{rate / bare:0.00} of it",
            Reached = rate >= ShareOfBare * bare,
        };
    }

    /// <summary>The rate once the stock of idle sandboxes is used up.</summary>
    public static double PerSecond(ProgramUnderTest program, TimeSpan length)
    {
        Cycle(program, length / 4);
        return Cycle(program, length);
    }

    private static double Cycle(ProgramUnderTest program, TimeSpan length) => Workers.PerSecond(AtOnce, length, _ =>
    {
        var client = program.Connect();
        return () => Once(client);
    });

    public static void Once(SandboxClient client)
    {
        var id = Names.Next();
        client.Open(id);
        client.RunCell(id);
        client.Release(id);
    }
}
