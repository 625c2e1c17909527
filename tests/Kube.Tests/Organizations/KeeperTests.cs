using System.Diagnostics;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Sandboxes.Kube.Tests.Cluster;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Kube.Tests.Organizations;

[Trait("Pace", "slow")]
public sealed class KeeperTests
{
    private const string Scope = "acme";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Policy_RemovedByHandWhileItIsWatched_IsBackLongBeforeTheNextLook()
    {
        await using var bed = new Bed();
        await using var kept = new Kept(bed);
        Assert.Null(await kept.Keeper.Ready(Scope, Cancellation));
        await kept.Watched(Cancellation);
        for (var time = 1; time <= 3; time++)
        {
            var began = Stopwatch.GetTimestamp();
            await bed.Administrator.NetworkingV1.DeleteNamespacedNetworkPolicyAsync(NetworkPolicies.DenyName, bed.Space(Scope), cancellationToken: Cancellation);
            await Until(async () => (await bed.Administrator.NetworkingV1.ListNamespacedNetworkPolicyAsync(bed.Space(Scope), cancellationToken: Cancellation)).Items.Count == 2);
            var took = Stopwatch.GetElapsedTime(began);
            TestContext.Current.TestOutputHelper?.WriteLine($"back after {took.TotalMilliseconds:0} ms");
            Assert.True(took < TimeSpan.FromSeconds(bed.Options.Namespaces.CheckSeconds / 2), $"the policy was back after {took}");
        }
    }

    [Fact]
    public async Task Namespace_DeletedUnderUs_TakesNoPodUntilItIsWholeAgain()
    {
        await using var bed = new Bed();
        await using var kept = new Kept(bed);
        Assert.Null(await kept.Keeper.Ready(Scope, Cancellation));
        await kept.Watched(Cancellation);
        await bed.Administrator.CoreV1.DeleteNamespaceAsync(bed.Space(Scope), new V1DeleteOptions(), cancellationToken: Cancellation);

        // By a refused pod the runtime would notice at once; here its policies' end is noticed.
        await Until(async () => await kept.Keeper.Ready(Scope, Cancellation) is not null);
        await Until(async () => await kept.Keeper.Ready(Scope, Cancellation) is null);
        Assert.Null(await bed.Provisioner().Ensure(Scope, Cancellation));
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(90));
        while (!await condition())
        {
            await Task.Delay(Poll, TimeProvider.System, patience.Token);
        }
    }

    /// <summary>A keeper and a watch at work.</summary>
    private sealed class Kept : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly RequestLog _log = new();
        private readonly Kubernetes _client;
        private readonly Task[] _running;

        public Kept(Bed bed)
        {
            _client = KubeCluster.Administrator(_log);
            Keeper = new(bed.Provisioner().Ensure, bed.Options.Namespaces, TimeProvider.System, NullLogger<NamespaceKeeper>.Instance);
            var watch = new PolicyWatch(_client, Keeper, bed.Options, Bed.ClusterId, TimeProvider.System, NullLogger<PolicyWatch>.Instance);
            _running = [Keeper.Run([], _stop.Token), watch.Run(_stop.Token)];
        }

        public NamespaceKeeper Keeper { get; }

        /// <summary>Completes when the watch has reached the server.</summary>
        public async Task Watched(CancellationToken cancellation)
        {
            await Until(() => Task.FromResult(_log.Answers > 0));
            cancellation.ThrowIfCancellationRequested();
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            foreach (var running in _running)
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
            }

            _client.Dispose();
            _stop.Dispose();
        }
    }
}
