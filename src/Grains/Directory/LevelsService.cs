using Orleans.Concurrency;
using Orleans.Runtime.Services;
using Orleans.Services;

namespace Sandboxes.Grains;

/// <summary>Takes the reports of the pools on each silo.</summary>
[Alias("levels")]
public interface ILevelsService : IGrainService
{
    /// <summary>A report that is lost is followed by the next.</summary>
    [OneWay]
    Task Publish(NodeReport report);
}

internal sealed class LevelsService(GrainId id, Silo silo, ILoggerFactory loggers, PoolDirectory directory) : GrainService(id, silo, loggers), ILevelsService
{
    public Task Publish(NodeReport report)
    {
        directory.Publish(report);
        return Task.CompletedTask;
    }
}

/// <summary>Where a pool's reports go, and what those of others say.</summary>
internal interface ILevels
{
    /// <summary>Nodes that take sandboxes, as this silo last heard.</summary>
    int ReadyNodes { get; }

    void Publish(NodeReport report);
}

/// <summary>Sends a pool's report to every active silo. Addressed to the silos themselves, so it needs nobody to look them up.</summary>
internal sealed class LevelsPublisher(IServiceProvider services, IClusterMembershipService membership, ILocalSiloDetails self, PoolDirectory directory)
    : GrainServiceClient<ILevelsService>(services), ILevels
{
    public int ReadyNodes => directory.Nodes.Count(node => node.State == NodeStates.Ready);

    public void Publish(NodeReport report)
    {
        directory.Publish(report);
        foreach (var member in membership.CurrentSnapshot.Members.Values)
        {
            if (member.Status == SiloStatus.Active && !member.SiloAddress.Equals(self.SiloAddress))
            {
                GetGrainService(member.SiloAddress).Publish(report).Ignore();
            }
        }
    }
}
