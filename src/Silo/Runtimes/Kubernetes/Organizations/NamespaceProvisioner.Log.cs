namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

internal sealed partial class NamespaceProvisioner
{
    [LoggerMessage(2201, LogLevel.Information, "{What} was not there and has been made")]
    private partial void LogMade(string what);

    [LoggerMessage(2202, LogLevel.Warning, "{What} was not as it should be and has been mended")]
    private partial void LogMended(string what);
}
