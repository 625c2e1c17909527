using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    [LoggerMessage(301, LogLevel.Error, "Session {Session} could not be stored")]
    private partial void LogNotStored(SessionId session, Exception failure);

    [LoggerMessage(302, LogLevel.Information, "The sandbox of session {Session} was lost while it was being opened: {Reason}")]
    private partial void LogLostWhileOpening(SessionId session, EndReason reason);
}
