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
        ["open", "first-output", "cell", "process", "burst", "opens-per-second", "refill", "lease-while-refilling", "memory", "sustained", Bench.Soak.Name, Bench.Wiping.Name,
        "plan", "flood", "flood-no-reserve", "durable-open", "durable-opens-per-second", "kill", "cold-start",
        "kube-open", "kube-first-output", "kube-burst", "kube-refill", "kube-writes"];

    /// <summary>1 where figures that are not reached shall count as failure and there are such, else 0.</summary>
    public int Run()
    {
        Directory.CreateDirectory(options.Results);
        var load = MachineFacts.Load();
        Plan();
        Deep();
        Simulated();
        With(Flood.Settings(Flood.Reserve), new() { ["flood"] = program => Flood.Measure(program, options, Flood.Reserve) });
        With(Flood.Settings(0), new() { ["flood-no-reserve"] = program => Flood.Measure(program, options, 0) });
        Steady();
        Wiping();
        Cluster();
        Kubernetes();
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

    private void Plan()
    {
        if (options.Wants("plan"))
        {
            Add("plan", () => PlanNode.Measure(options));
        }
    }

    private void Simulated() => With(SimulatedSettings, new()
    {
        ["opens-per-second"] = program => OpensPerSecond.Measure(program, options),
    });

    private void Steady() => With(new() { Idle = SteadyPool }, new()
    {
        ["sustained"] = program => Sustained.Measure(program, options, _cold),
        [Bench.Soak.Name] = Soak,
    });

    private void Wiping()
    {
        if (options.Wants(Bench.Wiping.Name))
        {
            Add(Bench.Wiping.Name, () => Bench.Wiping.Measure(options));
        }
    }

    private void Cluster()
    {
        var local = new ClusterSettings { Idle = 60, Frontends = 2 };
        OnCluster(DurableOpens.Local, "durable-open", cluster => [DurableOpens.Latency(cluster, options, _cold)]);
        OnCluster(local with { Idle = KillOneSilo.Sessions }, "kill", cluster => KillOneSilo.Measure(cluster, options));
        OnCluster(DurableOpens.Simulated, "durable-opens-per-second", cluster => [DurableOpens.PerSecond(cluster, options)]);
        OnCluster(local with { Idle = 2, Frontends = 0 }, "cold-start", cluster => [ColdStart(cluster)]);
    }

    private void Kubernetes()
    {
        if (options.Kube is not { } facts)
        {
            return;
        }

        var measures = new KubeMeasures(new(facts), options);
        var rows = new Dictionary<string, Func<Row>>
        {
            ["kube-open"] = measures.Open,
            ["kube-first-output"] = measures.FirstOutput,
            ["kube-burst"] = measures.Burst,
            ["kube-refill"] = measures.Refill,
            ["kube-writes"] = measures.Writes,
        };
        foreach (var (name, measure) in rows.Where(row => options.Wants(row.Key)))
        {
            Add(name, measure);
        }
    }

    private static Row ColdStart(ClusterUnderTest cluster) => new()
    {
        Measure = "three silos on an empty database, from the start of the first process until all are ready",
        Reach = "15 s",
        Measured = Row.Ms(cluster.ReadyAfter.TotalMilliseconds),
        Cold = "",
        Reached = cluster.ReadyAfter.TotalSeconds <= 15,
    };

    private void OnCluster(ClusterSettings settings, string name, Func<ClusterUnderTest, IEnumerable<Row>> measure)
    {
        if (!options.Wants(name))
        {
            return;
        }

        Console.Error.WriteLine($"measuring: {name}");
        try
        {
            using var cluster = new ClusterUnderTest(options, settings);
            _rows.AddRange(measure(cluster));
        }
        catch (BenchException failure)
        {
            _rows.Add(Row.Failed(name, failure.Message));
        }
    }

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
