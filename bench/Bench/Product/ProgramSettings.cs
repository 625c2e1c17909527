namespace Sandboxes.Bench;

/// <summary>How the program is started.</summary>
internal sealed record ProgramSettings
{
    /// <summary>A key for programs that listen on loopback for as long as a benchmark lasts.</summary>
    public static string Key { get; } = $"bench-{Guid.NewGuid():N}";

    /// <summary>local or simulated.</summary>
    public string Runtime { get; init; } = "local";

    /// <summary>Idle sandboxes of the template python.</summary>
    public required int Idle { get; init; }

    /// <summary>Further settings, in the form of environment variables.</summary>
    public IReadOnlyDictionary<string, string> Extra { get; init; } = new Dictionary<string, string>();

    public IEnumerable<KeyValuePair<string, string>> Environment(int port, string agent) => new Dictionary<string, string>(Extra)
    {
        ["PORT"] = $"{port}",
        ["SANDBOX_API_KEY"] = Key,
        ["RUNTIME"] = Runtime,
        ["Local__AgentPath"] = agent,
        ["Templates__MinIdle__python"] = $"{Idle}",
        ["Templates__MinIdle__javascript"] = "0",
        ["Templates__MinIdle__bash"] = "0",
    };
}
