namespace Sandboxes.Silo.Storage.Sessions;

internal sealed partial class SessionHousekeeping
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Ended sessions are removed at the next round: {Reason}")]
    private partial void LogLater(string reason);
}
