using Orleans.Timers;

namespace Sandboxes.Simulation;

/// <summary>What a grain sees of its surroundings. What production code does not use is not there.</summary>
internal sealed partial class Activation : IGrainContext, IGrainRuntime, IServiceProvider
{
    private SimFactory? _factory;

    public GrainId GrainId { get; } = GrainId.Create(key.Kind.ToString(), key.Name);

    public object? GrainInstance => Grain;

    public IServiceProvider ActivationServices => this;

    public IGrainFactory GrainFactory => _factory ??= new(world, silo, this);

    public ITimerRegistry TimerRegistry => this;

    public TimeProvider TimeProvider => silo.Time;

    public void DeactivateOnIdle(IGrainContext grainContext) => Leave();

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken) => Leave();

    public object? GetService(Type serviceType) => serviceType.IsInstanceOfType(this) ? this : null;

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public object? GetTarget() => Grain;

    public object? GetComponent(Type componentType) => null;

    public GrainReference GrainReference => throw new NotSupportedException();
    public ActivationId ActivationId => throw new NotSupportedException();
    public GrainAddress Address => throw new NotSupportedException();
    public IGrainLifecycle ObservableLifecycle => throw new NotSupportedException();
    public IWorkItemScheduler Scheduler => throw new NotSupportedException();
    public Task Deactivated => Left;
    public SiloAddress SiloAddress => silo.Address;
    public string SiloIdentity => silo.Name;
    public IServiceProvider ServiceProvider => this;

    public void SetComponent<TComponent>(TComponent? value) where TComponent : class => throw new NotSupportedException();
    public void ReceiveMessage(object message) => throw new NotSupportedException();
    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
    public void Rehydrate(IRehydrationContext context) => throw new NotSupportedException();
    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken) => throw new NotSupportedException();
    public void DelayDeactivation(IGrainContext grainContext, TimeSpan timeSpan) => throw new NotSupportedException();
    public Orleans.Core.IStorage<TGrainState> GetStorage<TGrainState>(IGrainContext grainContext) => throw new NotSupportedException();
}
