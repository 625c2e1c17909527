namespace Sandboxes.Bench;

/// <summary>Starts the program as often as differently set up rows need it, measures the rows asked for, and prints the table.</summary>
internal sealed class Benchmark(BenchOptions options)
{
    private const int DeepPool = 120;
    private const int SteadyPool = 8;
    private const int SimulatedPool = 10_000;

    private readonly ColdStarts _cold = new(options);
    private readonly List<Row> _rows = [];

    private static ProgramSettings SimulatedSettings => new()
    {
        Runtime = "simulated",
        Idle = SimulatedPool,
        Extra = new Dictionary<string, string> { ["Templates__MaxTotal"] = "100000", ["Simulated__Capacity"] = "100000", ["Pool__Capacity"] = "100000" },
    };

    public static IReadOnlyList<string> Names { get; } =
        ["open", "first-output", "cell", "process", "burst", "opens-per-second", "refill", "lease-while-refilling", "memory", "sustained", Bench.Soak.Name];

    /// <summary>1 where figures that are not reached shall count as failure and there are such, else 0.</summary>
    public int Run()
    {
        Directory.CreateDirectory(options.Results);
        var load = MachineFacts.Load();
        Deep();
        Simulated();
        Steady();
        var report = MachineFacts.Describe(load) + Table.Render(_rows);
        Console.Write(report);
        File.WriteAllText(Path.Combine(options.Results, "latest.md"), report);
        return options.Strict && _rows.Exists(row => row.Reached == false) ? 1 : 0;
    }

    private void Deep() => With(new() { Idle = DeepPool }, new()
    {
        ["open"] = program => OpenWarm.Open(program, options, _cold),
        ["first-output"] = program => OpenWarm.FirstOutput(program, options, _cold),
        ["cell"] = program => InSession.Cell(program, options, _cold),
        ["process"] = program => InSession.Process(program, options, _cold),
        ["burst"] = program => Burst.Measure(program, options),
        ["refill"] = program => Refill.CreateToIdle(program, options, _cold),
        ["lease-while-refilling"] = program => Refill.EffectOnLeases(program, options),
        ["memory"] = IdleMemory.Measure,
    });

    private void Simulated() => With(SimulatedSettings, new()
    {
        ["opens-per-second"] = program => OpensPerSecond.Measure(program, options),
    });

    private void Steady() => With(new() { Idle = SteadyPool }, new()
    {
        ["sustained"] = program => Sustained.Measure(program, options, _cold),
        [Bench.Soak.Name] = Soak,
    });

    private Row Soak(ProgramUnderTest program)
    {
        using var soak = new Soak(program, options);
        return soak.Measure();
    }

    private void With(ProgramSettings settings, Dictionary<string, Func<ProgramUnderTest, Row>> measures)
    {
        var wanted = measures.Where(measure => options.Wants(measure.Key)).ToList();
        if (wanted.Count == 0)
        {
            return;
        }

        try
        {
            using var program = new ProgramUnderTest(options, settings);
            using var client = program.Connect();
            Waiting.UntilFull(client);
            wanted.ForEach(measure => Add(measure.Key, () => measure.Value(program)));
        }
        catch (BenchException failure)
        {
            _rows.Add(Row.Failed($"the {settings.Runtime} program with {settings.Idle} idle", failure.Message));
        }
    }

    /// <summary>A row that cannot be measured does not cost the others theirs.</summary>
    private void Add(string name, Func<Row> measure)
    {
        Console.Error.WriteLine($"measuring: {name}");
        try
        {
            _rows.Add(measure());
        }
        catch (BenchException failure)
        {
            _rows.Add(Row.Failed(name, failure.Message));
        }
    }
}
