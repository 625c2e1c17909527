namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _draining;
    private bool _handedOver;

    public async ValueTask Drain()
    {
        _draining = true;
        _pool.Drain(_effects);
        CarryOut();
        PublishNow();
        NoteIfDrained();
        await _drained.Task;
    }

    public ValueTask HandOver()
    {
        _handedOver = true;
        _pool.Close(_effects);
        CarryOut();
        PublishNow();
        return ValueTask.CompletedTask;
    }

    private void NoteIfDrained()
    {
        if (_draining && _pool.IsDrained)
        {
            _drained.TrySetResult();
        }
    }
}
