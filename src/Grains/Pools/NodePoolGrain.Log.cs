using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    [LoggerMessage(101, LogLevel.Warning, "Sandbox {Sandbox} of template {Template} could not be started: {Detail}")]
    private partial void LogStartFailed(string sandbox, string template, string? detail);

    [LoggerMessage(102, LogLevel.Warning, "Sandbox {Sandbox} was not granted ({Result}); the caller takes another")]
    private partial void LogNotGranted(string sandbox, LatchResult result);

    [LoggerMessage(104, LogLevel.Warning, "Sandbox {Sandbox} is held by lease {Lease}, which its session does not hold (any more); it is ended")]
    private partial void LogDisowned(string sandbox, LeaseId lease);

    [LoggerMessage(103, LogLevel.Warning, "The pool could not do this now and will look again: {What}")]
    private partial void LogFault(string what, Exception failure);
}
