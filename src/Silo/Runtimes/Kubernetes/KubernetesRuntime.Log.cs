namespace Sandboxes.Silo.Runtimes.Kubernetes;

internal sealed partial class KubernetesRuntime
{
    [LoggerMessage(611, LogLevel.Debug, "The agent of pod {Pod} does not answer yet: {Why}")]
    private partial void LogNotAnswering(string pod, string why);

    [LoggerMessage(612, LogLevel.Warning, "The pod {Pod} could not be deleted, and it is tried again: {Why}")]
    private partial void LogNotDeleted(string pod, string why);
}
