using System.Globalization;

namespace Sandboxes.Chaos;

/// <summary>What the command line says.</summary>
internal sealed record ChaosOptions
{
    /// <summary>How long faults are injected, in minutes. Default: 5.</summary>
    public double Minutes { get; init; } = 5;

    /// <summary>Draws the faults and the clients' acts. Default: by chance, and printed.</summary>
    public int Seed { get; init; }

    /// <summary>Clients that act all the time, 1 to 200. Default: 24.</summary>
    public int Clients { get; init; } = 24;

    /// <summary>Where histories and logs go.</summary>
    public required string Output { get; init; }

    /// <summary>sandboxes.dll, as built.</summary>
    public required string Program { get; init; }

    /// <summary>The agent's binary.</summary>
    public required string Agent { get; init; }

    /// <summary>A folder of an earlier run: only judge its history again.</summary>
    public string? Check { get; init; }

    public static ChaosOptions Parse(IReadOnlyList<string> arguments)
    {
        var given = Pairs(arguments);
        var seed = given.TryGetValue("--seed", out var text) && text.Length > 0 ? int.Parse(text, CultureInfo.InvariantCulture) : Random.Shared.Next();
        return new ChaosOptions
        {
            Seed = seed,
            Minutes = given.TryGetValue("--minutes", out var minutes) ? double.Parse(minutes, CultureInfo.InvariantCulture) : 5,
            Clients = given.TryGetValue("--clients", out var clients) ? int.Parse(clients, CultureInfo.InvariantCulture) : 24,
            Output = Path.GetFullPath(given.GetValueOrDefault("--output") ?? Path.Combine("artifacts", "chaos", $"{seed}")),
            Program = Path.GetFullPath(given.GetValueOrDefault("--program") ?? "src/Silo/bin/Release/net10.0/sandboxes.dll"),
            Agent = Path.GetFullPath(given.GetValueOrDefault("--agent") ?? "artifacts/agent/sandbox-agent"),
            Check = given.GetValueOrDefault("--check"),
        }.Checked();
    }

    private static Dictionary<string, string> Pairs(IReadOnlyList<string> arguments)
    {
        string[] known = ["--seed", "--minutes", "--clients", "--output", "--program", "--agent", "--check"];
        if (arguments.Count % 2 != 0 || arguments.Where((_, index) => index % 2 == 0).Any(name => !known.Contains(name)))
        {
            throw new ChaosException($"Every argument is a name and a value; the names are {string.Join(", ", known)}.");
        }

        return arguments.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
    }

    private ChaosOptions Checked() => Minutes is > 0 and <= 1_440 && Clients is >= 1 and <= 200
        ? this
        : throw new ChaosException($"--minutes is {Minutes} and --clients is {Clients}; they must be more than 0 and at most 1440, and 1 to 200.");
}
