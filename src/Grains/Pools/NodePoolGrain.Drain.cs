namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _draining;

    public async ValueTask Drain()
    {
        _draining = true;
        _pool.Drain(_effects);
        CarryOut();
        NoteIfDrained();
        await _drained.Task;
    }

    private void NoteIfDrained()
    {
        if (_draining && _pool.IsDrained)
        {
            _drained.TrySetResult();
        }
    }
}
