namespace Sandboxes.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage =
        "usage: Bench --program sandboxes.dll [--agent PATH] [--only NAME[,NAME]] [--quick] [--strict] [--minutes N] [--results FOLDER] [--kube FILE]";

    /// <summary>The built program's assembly.</summary>
    public required string Program { get; init; }
    public string Agent { get; init; } = "artifacts/agent/sandbox-agent";

    /// <summary>Rows to measure, by name. Empty: all but the soak.</summary>
    public IReadOnlyList<string> Only { get; init; } = [];

    /// <summary>A tenth of the samples: shows that everything works; its figures are rough.</summary>
    public bool Quick { get; init; }

    /// <summary>A figure that is not reached makes the exit status 1.</summary>
    public bool Strict { get; init; }

    /// <summary>Length of the soak. Default: 20.</summary>
    public double Minutes { get; init; } = 20;
    public string Results { get; init; } = "bench/results";

    /// <summary>What <c>make kube-run</c> wrote down; null: the rows of Kubernetes are left out.</summary>
    public string? Kube { get; init; }

    /// <summary>An empty file for a program's output.</summary>
    public string NewLog(string name)
    {
        var path = Path.Combine(Results, name + ".log");
        File.WriteAllText(path, "");
        return path;
    }

    public int Samples(int full) => Quick ? Math.Max(full / 10, 5) : full;

    public TimeSpan Length(double seconds) => TimeSpan.FromSeconds(Quick ? seconds / 4 : seconds);

    public bool Wants(string name) => Only.Count == 0 ? name != Soak.Name : Only.Contains(name);

    public static BenchOptions Parse(string[] args)
    {
        var given = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            given[args[i]] = args[i] is "--quick" or "--strict" ? "" : ++i < args.Length ? args[i] : throw new BenchException(Usage);
        }

        return Read(given);
    }

    private static BenchOptions Read(Dictionary<string, string> given)
    {
        string? Take(string name) => given.Remove(name, out var value) ? value : null;
        var options = new BenchOptions
        {
            Program = Take("--program") ?? throw new BenchException(Usage),
            Agent = Take("--agent") ?? "artifacts/agent/sandbox-agent",
            Only = Take("--only")?.Split(',') ?? [],
            Quick = Take("--quick") is not null,
            Strict = Take("--strict") is not null,
            Minutes = double.Parse(Take("--minutes") ?? "20"),
            Results = Take("--results") ?? "bench/results",
            Kube = Take("--kube"),
        };
        return given.Count == 0 && options.Only.All(Benchmark.Names.Contains)
            ? options
            : throw new BenchException($"{Usage}\nnames: {string.Join(", ", Benchmark.Names)}");
    }
}
