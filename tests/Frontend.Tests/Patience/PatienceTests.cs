using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>What is made again, how often, and which answer counts.</summary>
public sealed class PatienceTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hold_AnswerAtOnce_IsOneCall()
    {
        var calls = 0;

        Assert.Equal("yes", await New().HoldAsync(() => ValueTask.FromResult(++calls == 1 ? "yes" : "again"), Cancellation));
    }

    [Fact]
    public async Task Hold_NodeThatIsBackAfterTwoCalls_AnswersTheThird()
    {
        var calls = 0;
        var held = New().HoldAsync(() => ++calls < 3 ? throw new NodeAwayException("n1") : ValueTask.FromResult(calls), Cancellation).AsTask();

        _time.Advance(Patience.FirstPause);
        _time.Advance(2 * Patience.FirstPause);

        Assert.Equal(3, await held);
    }

    [Fact]
    public async Task Hold_NodeThatStaysAway_EndsWithItsFaultWhenThePatienceIsOver()
    {
        var held = New(seconds: 1).HoldAsync<int>(() => throw new NodeAwayException("n1"), Cancellation).AsTask();

        for (var pause = Patience.FirstPause; !held.IsCompleted && pause < TimeSpan.FromSeconds(2); pause *= 2)
        {
            _time.Advance(pause);
        }

        Assert.Equal("n1", (await Assert.ThrowsAsync<NodeAwayException>(() => held)).Node);
    }

    [Fact]
    public async Task Hold_StorageThatIsDown_IsToldAtOnce()
    {
        var held = New().HoldAsync<int>(() => throw new StorageUnavailableException("down"), Cancellation).AsTask();

        await Assert.ThrowsAsync<StorageUnavailableException>(() => held);
    }

    [Fact]
    public async Task Hold_CallThatHangs_IsMadeAgainAndTheFirstAnswerCountsWhoeverGivesIt()
    {
        var asked = new List<TaskCompletionSource<string>>();
        var held = New().HoldAsync<string>(
            () =>
            {
                asked.Add(new());
                return new ValueTask<string>(asked[^1].Task);
            },
            Cancellation).AsTask();
        _time.Advance(TimeSpan.FromSeconds(new FrontendOptions().AttemptSeconds));
        Assert.Equal(2, asked.Count);

        asked[0].SetResult("the first");

        Assert.Equal("the first", await held);
    }

    [Fact]
    public async Task Hold_CallerWhoHasGone_IsNotWaitedFor()
    {
        using var gone = new CancellationTokenSource();
        var held = New().HoldAsync(() => new ValueTask<int>(new TaskCompletionSource<int>().Task), gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
    }

    [Fact]
    public async Task Once_CallThatMayHaveBeenDone_IsNotMadeAgain()
    {
        var calls = 0;
        var once = New().OnceAsync<int>(
            () =>
            {
                calls++;
                throw new TimeoutException();
            },
            Cancellation).AsTask();

        await Assert.ThrowsAsync<TimeoutException>(() => once);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Once_CallThatWasCertainlyNotDone_IsMadeAgain()
    {
        var calls = 0;
        var once = New().OnceAsync(() => ++calls < 2 ? throw new NodeAwayException("n1") : ValueTask.FromResult(calls), Cancellation).AsTask();

        _time.Advance(Patience.FirstPause);

        Assert.Equal(2, await once);
    }

    private Patience New(int seconds = 10) => new(Options.Create(new FrontendOptions { PatienceSeconds = seconds }), _time);
}
