namespace Sandboxes.Silo.Hosting;

/// <summary>
/// Reads the membership table again and again, so that a silo that was voted out while it could not read it ends soon after it can. Orleans' own look waits longer each time that it
/// fails: a silo was seen to serve for 23 s after the database was back, while its sessions waited for it.
/// </summary>
internal sealed class EvictionWatch(IClusterMembershipService membership, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await Look(stoppingToken);
        }
    }

    private async Task Look(CancellationToken stopping)
    {
        try
        {
            await membership.Refresh(cancellationToken: stopping).AsTask().WaitAsync(LookEvery, time, stopping);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            // Orleans says why; the next look comes soon.
        }
    }
}
