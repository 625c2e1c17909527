namespace Sandboxes.Bench;

/// <summary>How the processes of a cluster are started.</summary>
internal sealed record ClusterSettings
{
    public const int Silos = 3;

    /// <summary>local or simulated.</summary>
    public string Runtime { get; init; } = "local";

    /// <summary>Idle sandboxes of the template python on each silo.</summary>
    public required int Idle { get; init; }

    /// <summary>Frontends of their own; 0: every silo has one in its process.</summary>
    public int Frontends { get; init; }

    /// <summary>Further settings of the silos, in the form of environment variables.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>();

    /// <param name="name">The silo's.</param>
    /// <param name="ports">For HTTP, for silos, for frontends.</param>
    /// <param name="agent">The agent's binary.</param>
    /// <param name="database">The connection string.</param>
    public IEnumerable<KeyValuePair<string, string>> Silo(string name, ReadOnlySpan<int> ports, string agent, string database)
    {
        var program = new ProgramSettings { Runtime = Runtime, Idle = Idle, Extra = Extra };
        return
        [
            .. program.Environment(ports[0], agent),
            .. Member(Frontends > 0 ? "silo" : "all", database),
            new("Silo__Name", name),
            new("Silo__SiloPort", $"{ports[1]}"),
            new("Silo__GatewayPort", $"{ports[2]}"),
        ];
    }

    public static IEnumerable<KeyValuePair<string, string>> Frontend(int port, string database) =>
        Member("frontend", database).Append(new("PORT", $"{port}")).Append(new("SANDBOX_API_KEY", ProgramSettings.Key));

    private static IEnumerable<KeyValuePair<string, string>> Member(string role, string database) => [new("ROLE", role), new("DATABASE", database)];
}
