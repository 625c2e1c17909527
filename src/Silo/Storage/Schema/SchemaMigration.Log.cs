namespace Sandboxes.Silo.Storage.Schema;

internal sealed partial class SchemaMigration
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the database: {Reason}")]
    private partial void LogWaiting(string reason);
}
