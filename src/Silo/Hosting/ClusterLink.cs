using Sandboxes.Frontend;

namespace Sandboxes.Silo.Hosting;

/// <summary>Up once this client has found its first silo; from then on its calls say for themselves whether one is there.</summary>
internal sealed class ClusterLink : IClusterLink, ILifecycleParticipant<IClusterClientLifecycle>
{
    public bool IsUp { get; private set; }

    public void Participate(IClusterClientLifecycle lifecycle) => lifecycle.Subscribe(nameof(ClusterLink), ServiceLifecycleStage.Active, _ =>
    {
        IsUp = true;
        return Task.CompletedTask;
    });
}
