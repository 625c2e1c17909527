namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async ValueTask Drain()
    {
        _pool.Drain(_effects);
        CarryOut();
        PublishNow();
        NoteIfDrained();
        await _drained.Task;
    }

    public ValueTask HandOver()
    {
        _pool.Close(_effects);
        CarryOut();
        PublishNow();
        return ValueTask.CompletedTask;
    }

    private void NoteIfDrained()
    {
        if (_pool.IsDrained)
        {
            _drained.TrySetResult();
        }
    }
}
