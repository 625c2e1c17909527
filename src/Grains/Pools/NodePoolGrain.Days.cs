using Orleans.Storage;

namespace Sandboxes.Grains;

/// <summary>
/// What the times of day needed outlives an activation: read once, and written at the end of a slot in which it changed. Neither a lease nor a plan waits for it; a storage that is down costs the memory until it is up again. Of two activations that
/// write the later one stays, for both saw the same days.
/// </summary>
internal sealed partial class NodePoolGrain
{
    private const string DaysName = "days";

    /// <summary>The storage is waited for no longer.</summary>
    private static readonly TimeSpan StoredWithin = TimeSpan.FromSeconds(30);

    private readonly IGrainStorage _storage;
    private GrainState<PoolRow>? _days;
    private bool _daysRecalled;
    private long _daysSlot = -1;
    private Task _remembering = Task.CompletedTask;

    private void RememberIfDue()
    {
        var slot = DayProfile.SlotAt(_time.GetUtcNow());
        if (slot != _daysSlot && _remembering.IsCompleted && _templates.IsLoaded)
        {
            _daysSlot = slot;
            _remembering = Remember();
        }
    }

    private async Task Remember()
    {
        try
        {
            _days ??= await _storage.Read<PoolRow>(DaysName, GrainContext.GrainId).WaitAsync(StoredWithin, _time);
            Recall(_days.State!);
            await Write(new PoolRow { Days = _pool.Remember(_time.GetUtcNow()) });
        }
        catch (Exception failure)
        {
            // Whatever it was, an exception of the storage included: what is stored is asked for again in the next slot.
            _days = null;
            LogDaysNotStored(_node, _daysRecalled ? "as it is known here" : "anew", failure);
        }
    }

    private void Recall(PoolRow row)
    {
        if (!_daysRecalled)
        {
            _daysRecalled = true;
            _pool.Recall(row.Days);
        }
    }

    private async Task Write(PoolRow row)
    {
        if (!row.SaysTheSameAs(_days!.State!))
        {
            _days = await _storage.Write(DaysName, GrainContext.GrainId, _days, row).WaitAsync(StoredWithin, _time);
        }
    }

    [LoggerMessage(106, LogLevel.Warning, "What the times of day needed on node {Node} could not be read or written; the forecast goes on {How}, and the storage is asked again in five minutes")]
    private partial void LogDaysNotStored(string node, string how, Exception failure);
}
