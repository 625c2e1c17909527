namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

internal sealed partial class NamespaceKeeper
{
    [LoggerMessage(2211, LogLevel.Warning, "No sandbox of scope {Scope} can be made: {Problem}")]
    private partial void LogProblem(string scope, string problem);

    [LoggerMessage(2212, LogLevel.Information, "The namespace of scope {Scope} is whole again")]
    private partial void LogWhole(string scope);
}
