using CsCheck;
using Sandboxes.Simulation;

namespace Sandboxes.SimulationTests;

public sealed class EventQueueTests
{
    /// <summary>Earliest first, and at the same time first come first out.</summary>
    [Fact]
    public void Queue_AnyTimes_ComeOutInOrder() => Gen.Long[0, 20].Array.Sample(times =>
    {
        var queue = new EventQueue();
        for (var index = 0; index < times.Length; index++)
        {
            queue.Add(times[index], null!, index);
        }

        var expected = times.Select((at, index) => (at, index)).OrderBy(entry => entry.at).ThenBy(entry => entry.index);
        Assert.Equal(expected, times.Select(_ => queue.Take()).Select(entry => (entry.At, entry.Version)));
    });
}
