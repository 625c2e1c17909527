namespace Sandboxes.Frontend;

internal sealed partial class Gate
{
    [LoggerMessage(100, LogLevel.Error, "A request failed by a fault of ours, trace {TraceId}")]
    private partial void LogFault(Exception exception, string traceId);
}
