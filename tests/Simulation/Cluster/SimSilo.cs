using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>One life of a silo's process: what the grains on it share. Dead, it says and hears nothing more; its next life is another.</summary>
internal sealed class SimSilo : IClusterMembershipService, ILocalSiloDetails, ILevels, IDisposable
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
