namespace Sandboxes.Silo.Hosting;

internal static partial class StartLineLog
{
    [LoggerMessage(310, LogLevel.Information, "{Process} has started in cluster {Cluster}")]
    public static partial void LogStarted(this ILogger<StartLine> log, string process, string cluster);

    [LoggerMessage(311, LogLevel.Warning, "The ports of this silo are open on {Address} to whoever reaches them, without a key and without TLS. Set Tls:Certificate, Tls:Key and Tls:Authority.")]
    public static partial void LogOpenPorts(this ILogger<StartLine> log, string address);
}
