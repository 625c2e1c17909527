using Sandboxes.Grains;

namespace Sandboxes.Silo.Storage.Postgres;

/// <summary>What was last heard of the database. Thread-safe.</summary>
internal sealed partial class StorageHealth(ILogger<StorageHealth> logger) : IStorageHealth
{
    private readonly Lock _lock = new();
    private volatile bool _isDown;
    private volatile bool _isSilent;
    private TaskCompletionSource _down = NewSignal();

    public bool IsDown => _isDown;

    /// <summary>It does not even answer, so that reading need not be tried.</summary>
    public bool IsSilent => _isSilent;

    /// <summary>Completes as soon as, or while, it is down.</summary>
    public Task WhenDown
    {
        get
        {
            lock (_lock)
            {
                return _down.Task;
            }
        }
    }

    /// <summary>A statement failed for a reason that is the database's.</summary>
    public void Failed(Exception fault)
    {
        lock (_lock)
        {
            _isSilent = !StorageFaults.IsReachable(fault);
            if (!_isDown)
            {
                _isDown = true;
                _down.TrySetResult();
                LogDown(fault.GetBaseException().Message);
            }
        }
    }

    /// <summary>Something was written.</summary>
    public void Worked()
    {
        if (!_isDown)
        {
            return;
        }

        lock (_lock)
        {
            (_isDown, _isSilent) = (false, false);
            _down = NewSignal();
            LogUp();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
