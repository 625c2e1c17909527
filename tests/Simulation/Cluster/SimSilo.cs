using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>One life of a silo's process: what the grains on it share. Dead, it says and hears nothing more; its next life is another.</summary>
internal sealed class SimSilo : IClusterMembershipService, ILocalSiloDetails, ILevels, ITemplatePublisher, IDisposable
{
    private readonly World _world;
    private readonly CancellationTokenSource _stop = new();

    public SimSilo(World world, int index, int life)
    {
        (_world, Index, Life, Name) = (world, index, life, $"n{index}");
        Address = SiloAddress.New(IPAddress.Loopback, 1_000 + index, life + 1);
        Time = new(world.Kernel, TimeSpan.FromHours(world.Draw.Between(1, 1_000)));
        CurrentSnapshot = world.Cluster.Snapshot(0);
        Runtime = new(world, this);
        Presence = new(this, this, Runtime, Time);
        Directory = new(Presence, Time) { Draw = world.Draw.Below };
        Storage = new(world, this);
        Factory = new(world, this, null);
        Templates = Internals.Templates(world.Topology.Templates[0].Name, world.Topology.Templates, false);
    }

    public int Index { get; }
    public int Life { get; }
    public string Name { get; }
    public SiloAddress Address { get; }
    public SimTime Time { get; }
    public SimRuntime Runtime { get; }
    public NodePresence Presence { get; }
    public PoolDirectory Directory { get; }
    public SimStorage Storage { get; }
    public SimFactory Factory { get; }

    /// <summary>As this silo knows them.</summary>
    public TemplateCatalog Templates { get; }

    /// <summary>Since when it has known them so, looked at once a second.</summary>
    public (long Version, TimeSpan Since) TemplatesSince { get; private set; } = (-1, TimeSpan.Zero);
    public NodeWarnings Warnings { get; } = new();
    public bool IsAlive { get; private set; } = true;

    /// <summary>The others know that it is dead.</summary>
    public bool IsKnownDead { get; set; }

    /// <summary>The part of a split cluster that it is in; 0 while there is none.</summary>
    public int Side { get; set; }

    public ClusterMembershipSnapshot CurrentSnapshot { get; set; }

    public void Begin()
    {
        var reconcile = new SessionReconcile(_world.Sessions(this), Runtime, Presence, Factory, Options.Create(_world.SessionOptions), Time, NullLogger<SessionReconcile>.Instance);
        _ = Internals.Execute(reconcile, _stop.Token);
        var follower = new TemplateFollower(Factory, Templates, Time, NullLogger<TemplateFollower>.Instance);
        _ = follower.ReadAtStart();
        _ = Internals.Execute(follower, _stop.Token);
    }

    public void Look()
    {
        Storage.Look();
        if (Templates.Version != TemplatesSince.Version)
        {
            _world.Checks.LookedAt(this, TemplatesSince.Version);
            TemplatesSince = (Templates.Version, _world.Now);
        }
    }

    public void Die()
    {
        (IsAlive, Time.IsStopped) = (false, true);
        _stop.Cancel();
        Dispose();
    }

    public void Dispose() => _stop.Dispose();

    public int ReadyNodes => Directory.Nodes.Count(node => node.State == NodeStates.Ready);

    /// <summary>Reports go to the silos themselves, and are followed by others when they are lost.</summary>
    public void Publish(NodeReport report)
    {
        Directory.Publish(report);
        foreach (var other in _world.Cluster.Alive)
        {
            if (other != this && other.Side == Side)
            {
                _ = Send(other, report);
            }
        }
    }

    private async Task Send(SimSilo other, NodeReport report)
    {
        if (_world.Faults.Hits(Fault.RequestLost))
        {
            return;
        }

        await _world.Hop();
        other.Directory.Publish(report);
    }

    /// <summary>As the production publisher: it waits a second for those that are said to be there.</summary>
    public async Task Publish(TemplateRow row)
    {
        Templates.Follow(row);
        var told = Task.WhenAll(_world.Cluster.Silos.Where(other => other != this && other.Side == Side && !other.IsKnownDead).Select(other => Send(other, row)).ToList());
        await Task.WhenAny(told, Task.Delay(TimeSpan.FromSeconds(1), Time));
    }

    private async Task Send(SimSilo other, TemplateRow row)
    {
        if (!_world.Faults.Hits(Fault.RequestLost))
        {
            await _world.Hop();
        }
        else
        {
            await new TaskCompletionSource().Task;
        }

        if (!IsAlive || !other.IsAlive || other.Side != Side)
        {
            await new TaskCompletionSource().Task;
        }

        other.Templates.Follow(row);
        await _world.Hop();
    }

    public string ClusterId => "simulation";
    public string DnsHostName => Name;
    public SiloAddress SiloAddress => Address;
    public SiloAddress GatewayAddress => Address;
    public IAsyncEnumerable<ClusterMembershipSnapshot> MembershipUpdates => throw new NotSupportedException();
    public ValueTask Refresh(MembershipVersion minimumVersion = default, CancellationToken cancellationToken = default) => default;
    public Task<bool> TryKill(SiloAddress siloAddress) => throw new NotSupportedException();

    public static ImmutableDictionary<SiloAddress, ClusterMember> Members(IEnumerable<SimSilo> silos) =>
        silos.ToImmutableDictionary(silo => silo.Address, silo => new ClusterMember(silo.Address, SiloStatus.Active, silo.Name));
}
