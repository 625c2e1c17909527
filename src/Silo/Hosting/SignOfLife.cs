using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Sandboxes.Silo.Hosting;

/// <summary>
/// Writes this silo's sign of life into the membership table again soon after a failure. Orleans' own writer waits longer each time: two of three silos were seen without a fresh sign for more than
/// 20 s after the database was back. Silos without one do not count when the votes that it takes are counted, so that one silo alone could then vote the two others out.
/// </summary>
internal sealed class SignOfLife(IMembershipTable table, ILocalSiloDetails self, IOptions<ClusterMembershipOptions> options, TimeProvider time) : BackgroundService
{
    /// <summary>After a failure.</summary>
    public static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var every = options.Value.IAmAliveTablePublishTimeout;
        for (var wait = every; ; wait = await Write(stoppingToken) ? every : AgainAfter)
        {
            await Task.Delay(wait, time, stoppingToken);
        }
    }

    private async Task<bool> Write(CancellationToken stopping)
    {
        try
        {
            var alive = new MembershipEntry { SiloAddress = self.SiloAddress, IAmAliveTime = time.GetUtcNow().UtcDateTime };
            await table.UpdateIAmAliveAsync(alive, stopping).WaitAsync(options.Value.IAmAliveTablePublishTimeout, time, stopping);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            return false; // Orleans says why.
        }
    }
}
