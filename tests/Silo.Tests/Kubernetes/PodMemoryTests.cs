using Sandboxes.Silo.Runtimes.Kubernetes.Watching;
using Sandboxes.Silo.Tests.Kubernetes.Fake;

namespace Sandboxes.Silo.Tests.Kubernetes;

/// <summary>Alone, since it counts the process's memory.</summary>
[CollectionDefinition(nameof(PodMemoryTests), DisableParallelization = true)]
[Collection(nameof(PodMemoryTests))]
public sealed class PodMemoryTests
{
    private const int Pods = 2_000;

    [Fact]
    public void Pods_TwoThousandRemembered_TakeLessThanFourMegabytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var cache = new PodCache(_ => throw new InvalidOperationException());
        for (var pod = 0; pod < Pods; pod++)
        {
            cache.Put(PodView.Of(FakeCluster.Running()));
        }

        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes / Pods} bytes a pod, {bytes >> 10} KiB for {Pods}");
        Assert.Equal(Pods, cache.Count);
        Assert.InRange(bytes, 0, 4 << 20);
    }
}
