namespace Sandboxes.Silo.Hosting;

/// <summary>
/// The environment variables that a newcomer types, put where configuration expects them. Whatever configuration says itself
/// (a command line, appsettings, Section__Key) is overridden by them, because they are the more deliberate act.
/// </summary>
internal static class ShortNames
{
    /// <summary>Default: 8080.</summary>
    public const string Port = "PORT";

    /// <summary>local (the default) or simulated.</summary>
    public const string Runtime = "RUNTIME";

    public static void Apply(WebApplicationBuilder builder)
    {
        // Loopback only: whoever wants the world to reach it says so by Urls, and thinks of TLS then.
        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null || builder.Configuration[Port] is not null)
        {
            builder.WebHost.UseUrls($"http://127.0.0.1:{ReadPort(builder.Configuration[Port])}");
        }
    }

    private static int ReadPort(string? text) => text switch
    {
        null or "" => 8080,
        _ when int.TryParse(text, out var port) && port is >= 0 and <= 65535 => port,
        _ => throw new StartRefusedException($"{Port} is '{text}'; it must be a number from 0 (any free one) to 65535."),
    };
}
