using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Silo.Tests.Kubernetes.Organizations;

public sealed class NamespaceKeeperTests
{
    private const string Scope = "acme";

    private readonly FakeTimeProvider _time = new();
    private readonly List<string> _looked = [];
    private Func<Task<string?>> _answer = () => Task.FromResult((string?)null);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scope_ThatIsWhole_IsLookedAtOnce()
    {
        var keeper = Keeper();
        Assert.Null(await keeper.Ready(Scope, Cancellation));
        Assert.Null(await keeper.Ready(Scope, Cancellation));
        Assert.Single(_looked);
    }

    [Fact]
    public async Task Callers_ManyAtOnce_WaitForTheSameLook()
    {
        var gate = new TaskCompletionSource<string?>();
        _answer = () => gate.Task;
        var keeper = Keeper();
        var callers = Enumerable.Range(0, 50).Select(_ => keeper.Ready(Scope, Cancellation).AsTask()).ToList();
        gate.SetResult(null);
        Assert.All(await Task.WhenAll(callers), Assert.Null);
        Assert.Single(_looked);
    }

    [Fact]
    public async Task Caller_WhoLeaves_DoesNotEndTheLookOfOthers()
    {
        var gate = new TaskCompletionSource<string?>();
        _answer = () => gate.Task;
        var keeper = Keeper();
        using var leaving = new CancellationTokenSource();
        var first = keeper.Ready(Scope, leaving.Token).AsTask();
        var second = keeper.Ready(Scope, Cancellation).AsTask();
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult(null);
        Assert.Null(await second);
        Assert.Single(_looked);
    }

    [Fact]
    public async Task Problem_IsToldForASecondAndThenLookedAtAgain()
    {
        _answer = () => Task.FromResult((string?)"the quota is missing");
        var keeper = Keeper();
        Assert.Equal("the quota is missing", await keeper.Ready(Scope, Cancellation));
        Assert.Equal("the quota is missing", await keeper.Ready(Scope, Cancellation));
        Assert.Single(_looked);

        _time.Advance(TimeSpan.FromSeconds(1));
        _answer = () => Task.FromResult((string?)null);
        Assert.Null(await keeper.Ready(Scope, Cancellation));
        Assert.Equal(2, _looked.Count);
    }

    [Fact]
    public async Task Doubt_MakesTheNextCallerWaitForALook()
    {
        var keeper = Keeper();
        Assert.Null(await keeper.Ready(Scope, Cancellation));
        _answer = () => Task.FromResult((string?)"gone");
        _time.Advance(TimeSpan.FromSeconds(1));
        keeper.Doubt(Scope);
        Assert.Equal("gone", await keeper.Ready(Scope, Cancellation));
    }

    [Fact]
    public async Task Doubts_OneAfterTheOther_AreLookedAtOnceASecond()
    {
        var keeper = Keeper();
        Assert.Null(await keeper.Ready(Scope, Cancellation));
        for (var doubt = 0; doubt < 1_000; doubt++)
        {
            keeper.Doubt(Scope);
        }

        var caller = keeper.Ready(Scope, Cancellation).AsTask();
        while (!caller.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        Assert.Null(await caller);
        Assert.Equal(2, _looked.Count);
    }

    [Fact]
    public async Task Doubt_WhileItIsLookedAt_IsNotSwallowed()
    {
        var gate = new TaskCompletionSource<string?>();
        _answer = () => gate.Task;
        var keeper = Keeper();
        var caller = keeper.Ready(Scope, Cancellation).AsTask();
        while (_looked.Count == 0)
        {
            await Task.Yield();
        }

        keeper.Doubt(Scope);
        _answer = () => Task.FromResult((string?)"gone");
        gate.SetResult(null);
        Assert.Equal("gone", await caller);
    }

    [Fact]
    public async Task ApiServer_ThatDoesNotAnswer_IsAProblemAndNotAFault()
    {
        _answer = () => throw new HttpRequestException("Connection refused");
        Assert.Equal("Connection refused", await Keeper().Ready(Scope, Cancellation));
    }

    [Fact]
    public async Task Scopes_AreLookedAtAgainEveryInterval()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var keeper = Keeper();
        var running = keeper.Run([Scope, "shared"], stop.Token);
        var began = _time.GetUtcNow();
        while (_looked.Count < 6)
        {
            await Task.Yield();
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // It looks on while this asks.
        lock (_looked)
        {
            Assert.Equal([Scope, "shared", Scope, "shared", Scope, "shared"], _looked.Take(6));
        }

        Assert.True(_time.GetUtcNow() - began > TimeSpan.FromSeconds(59));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private NamespaceKeeper Keeper() => new(
        (scope, _) =>
        {
            lock (_looked)
            {
                _looked.Add(scope);
            }

            return _answer();
        },
        new NamespaceOptions(),
        _time,
        NullLogger<NamespaceKeeper>.Instance);
}
