using Microsoft.Extensions.Time.Testing;

namespace Sandboxes.Frontend.Tests;

public sealed class HeldCallTests
{
    [Fact]
    public async Task Call_CancelledByASiloThatEnds_IsMadeAgain()
    {
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromMilliseconds(1) };
        var calls = 0;
        var held = new HeldCall<string>(
            () => ++calls == 1 ? ValueTask.FromException<string>(new OperationCanceledException()) : ValueTask.FromResult("answer"),
            _ => false, TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.FromSeconds(1), time);
        var answer = held.AwaitAsync(TestContext.Current.CancellationToken).AsTask();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("answer", await answer);
        Assert.Equal(2, calls);
    }
}
