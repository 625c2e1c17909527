using Sandboxes.Frontend;

namespace Sandboxes.Silo.Hosting;

/// <summary>Up once this client has found its first silo; from then on its calls say for themselves whether one is there.</summary>
internal sealed class ClusterLink : IClusterLink, ILifecycleParticipant<IClusterClientLifecycle>
{
    private readonly TaskCompletionSource _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Up => _up.Task;

    public void Participate(IClusterClientLifecycle lifecycle) => lifecycle.Subscribe(nameof(ClusterLink), ServiceLifecycleStage.Active, _ =>
    {
        _up.TrySetResult();
        return Task.CompletedTask;
    });
}
