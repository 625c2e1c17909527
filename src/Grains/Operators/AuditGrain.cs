using Orleans.Concurrency;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Writes each entry to the log before it is stored, so that it is somewhere also while the storage is down.</summary>
[StatelessWorker]
internal sealed partial class AuditGrain(IAuditTrail trail, ILogger<AuditGrain> logger) : Grain, IAuditGrain
{
    public ValueTask Note(AuditEntry entry)
    {
        LogOperation(entry.Operation, entry.Target, entry.Organization, entry.Key, entry.Reason, entry.Outcome);
        return trail.Append(entry);
    }

    public ValueTask<IReadOnlyList<AuditEntry>> Page(long? before, int most) => trail.Page(before, most);

    [LoggerMessage(510, LogLevel.Information, "Operator: {Operation} of {Target} by {Organization} with the key {Key}, reason \"{Reason}\": {Outcome}")]
    private partial void LogOperation(string operation, string target, string organization, string key, string? reason, string outcome);
}
