using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    [LoggerMessage(301, LogLevel.Error, "Session {Session} could not be stored or read")]
    private partial void LogStorage(SessionId session, Exception failure);

    [LoggerMessage(303, LogLevel.Debug, "The sandbox {Sandbox} of session {Session} was not reached: {Detail}")]
    private partial void LogNotReached(SessionId session, SandboxId sandbox, string detail);

    [LoggerMessage(304, LogLevel.Warning, "Session {Session} was changed by another activation; what is stored stands")]
    private partial void LogSuperseded(SessionId session);

    [LoggerMessage(302, LogLevel.Information, "The sandbox of session {Session} was lost while it was being opened: {Reason}")]
    private partial void LogLostWhileOpening(SessionId session, EndReason reason);
}
