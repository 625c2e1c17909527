namespace Sandboxes.Silo.Runtimes.Kubernetes;

internal sealed partial class KubernetesRuntime
{
    [LoggerMessage(611, LogLevel.Debug, "The agent of pod {Pod} does not answer yet: {Why}")]
    private partial void LogNotAnswering(string pod, string why);

    [LoggerMessage(612, LogLevel.Warning, "The pod {Pod} has ended and could not be deleted; the next listing tries again: {Why}")]
    private partial void LogNotCleared(string pod, string why);
}
