using System.Net;

namespace Sandboxes.EndToEnd;

/// <summary>A product with room for a single Python sandbox, which is taken.</summary>
public sealed class EmptyPoolTests : IAsyncLifetime
{
    private Product? _product;
    private ApiSession? _holder;

    private SandboxApi Api => _product!.Api;

    public async ValueTask InitializeAsync()
    {
        _product = await Product.StartAsync(new() { IdlePython = 1, MaxTotal = 1 });
        _holder = await Api.OpenAsync(new { waitSeconds = 30 });
    }

    public async ValueTask DisposeAsync() => await _product!.DisposeAsync();

    [Fact]
    public async Task Open_WouldFail_IsToldAtOnceAndWhenToComeAgain()
    {
        var reply = await Api.PutAsync("/v1/sessions/impatient", new { whenEmpty = "fail" });

        Assert.NotNull(reply.ExpectProblem(HttpStatusCode.ServiceUnavailable, "pool_empty").RetryAfter);
    }

    [Fact]
    public async Task Open_WaitsInVain_IsToldSo()
    {
        var reply = await Api.PutAsync("/v1/sessions/waiting", new { whenEmpty = "wait", waitSeconds = 0.2 });

        Assert.NotNull(reply.ExpectProblem(HttpStatusCode.ServiceUnavailable, "wait_timeout").RetryAfter);
    }

    [Fact]
    public async Task Open_SandboxReleasedWhileItWaits_IsServedFromTheQueue()
    {
        var waiting = Api.PutAsync("/v1/sessions/patient", new { whenEmpty = "wait", waitSeconds = 30 });
        await Until.Holds(async () => await WaitingAsync() == 1, "the caller stands in the queue");

        await _holder!.DisposeAsync();
        var served = (await waiting).Expect(HttpStatusCode.Created).Json.GetProperty("served");

        Assert.Equal("wait", served.GetProperty("from").GetString());
    }

    [Fact]
    public async Task Open_ColdOnAnEmptyShelf_StartsASandboxForTheCaller()
    {
        var opened = await Api.PutAsync("/v1/sessions/cold", new { template = "bash", whenEmpty = "cold", waitSeconds = 30 });

        Assert.Equal("cold", opened.Expect(HttpStatusCode.Created).Json.GetProperty("served").GetProperty("from").GetString());
    }

    private async Task<int> WaitingAsync()
    {
        var pools = (await Api.GetAsync("/v1/pools")).Expect(HttpStatusCode.OK).Json.GetProperty("pools");
        return pools.EnumerateArray().Where(pool => pool.GetProperty("template").GetString() == "python").Sum(pool => pool.GetProperty("waiting").GetInt32());
    }
}
