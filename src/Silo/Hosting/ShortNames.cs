namespace Sandboxes.Silo.Hosting;

/// <summary>
/// The environment variables that a newcomer types, put where configuration expects them. Whatever configuration says itself
/// (a command line, appsettings, Section__Key) is overridden by them, because they are the more deliberate act.
/// </summary>
internal static class ShortNames
{
    /// <summary>Default: 8080; of a silo or provisioner on its own 8081.</summary>
    public const string Port = "PORT";

    /// <summary>local (the default), kubernetes or simulated.</summary>
    public const string Runtime = "RUNTIME";

    /// <summary>all (the default), silo, frontend or provisioner.</summary>
    public const string Role = "ROLE";

    /// <summary>Sets Cluster:Database.</summary>
    public const string Database = "DATABASE";

    private const int DefaultPort = 8080;
    private const int DefaultPortOfSilo = 8081;
    private const string KestrelEndpoints = "Kestrel:Endpoints";

    public static void ApplyPort(WebApplicationBuilder builder, ProcessRole role)
    {
        var (port, hasEndpoints) = (builder.Configuration[Port], builder.Configuration.GetSection(KestrelEndpoints).GetChildren().Any());
        if (port is not null && hasEndpoints)
        {
            throw new StartRefusedException($"{Port} is '{port}' and {KestrelEndpoints} names endpoints of its own. Set one of them.");
        }

        // Loopback only: whoever wants the world to reach it says so by Urls or Kestrel's endpoints, and thinks of TLS then.
        if (!hasEndpoints && (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null || port is not null))
        {
            builder.WebHost.UseUrls($"http://127.0.0.1:{ReadPort(port, role)}");
        }
    }

    /// <summary>Every address that the server is told to listen on.</summary>
    public static IEnumerable<string> Urls(IConfiguration configuration) =>
    [
        .. (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries),
        .. configuration.GetSection(KestrelEndpoints).GetChildren().Select(endpoint => endpoint["Url"]).OfType<string>(),
    ];

    private static int ReadPort(string? text, ProcessRole role) => text switch
    {
        null or "" => role == ProcessRole.Silo ? DefaultPortOfSilo : DefaultPort,
        _ when int.TryParse(text, out var port) && port is >= 0 and <= 65535 => port,
        _ => throw new StartRefusedException($"{Port} is '{text}'; it must be a number from 0 (any free one) to 65535."),
    };
}
