namespace Sandboxes.Silo.Storage.Postgres;

internal sealed partial class StorageHealth
{
    [LoggerMessage(Level = LogLevel.Error, Message = "The database takes no rows: {Reason} No session is opened until it does.")]
    private partial void LogDown(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The database takes rows again.")]
    private partial void LogUp();
}
