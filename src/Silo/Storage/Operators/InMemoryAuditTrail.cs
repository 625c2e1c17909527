using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Storage.Operators;

/// <summary>The last entries, in this process's memory. Thread-safe.</summary>
internal sealed class InMemoryAuditTrail(IOptions<AuditOptions> options) : IAuditTrail
{
    private readonly Lock _lock = new();
    private readonly LinkedList<AuditEntry> _latestFirst = [];
    private long _last;

    public ValueTask Append(AuditEntry entry)
    {
        lock (_lock)
        {
            _latestFirst.AddFirst(entry with { Id = ++_last });
            if (_latestFirst.Count > options.Value.KeepInMemory)
            {
                _latestFirst.RemoveLast();
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<AuditEntry>> Page(long? before, int most)
    {
        lock (_lock)
        {
            return ValueTask.FromResult<IReadOnlyList<AuditEntry>>([.. _latestFirst.Where(entry => before is null || entry.Id < before).Take(most)]);
        }
    }
}
