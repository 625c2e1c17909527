namespace Sandboxes.EndToEnd;

/// <summary>What is left of the product when it ends, in order or not.</summary>
public sealed class ProductEndTests
{
    [Fact]
    public async Task Product_Terminated_LeavesNothingEvenWithCodeRunning()
    {
        await using var product = await Product.StartAsync();
        var session = await product.Api.OpenAsync(new { waitSeconds = 30 });
        await session.StartAsync(new { command = new[] { "sh", "-c", "trap '' TERM; while :; do :; done" }, timeoutMs = 60_000, background = true });

        await Footprint.Of(product).AssertGoneAfterAsync(async () => Assert.Equal(0, await product.StopAsync()));
    }

    [Fact]
    public async Task Product_KilledOutright_ItsSandboxesEndByThemselvesAndTheNextStartSweeps()
    {
        var state = Directory.CreateTempSubdirectory("sbx-e2e-");
        await using var killed = await Product.StartAsync(new() { StateFolder = state.FullName });
        var session = await killed.Api.OpenAsync(new { waitSeconds = 30 });
        (await session.CellAsync("1")).ExpectOk();
        var footprint = Footprint.Of(killed);

        await killed.KillAsync();
        await Until.Holds(() => !footprint.Processes.Any(process => process.IsAlive), "the sandboxes have ended by themselves");

        await using var next = await Product.StartAsync(new() { StateFolder = state.FullName });
        footprint.AssertNoMount();
        Assert.DoesNotContain(footprint.Cgroups, Directory.Exists);
        Assert.Single(Directory.GetDirectories(state.FullName));
        Assert.Equal(0, await next.StopAsync());
        Assert.False(state.Exists && Directory.Exists(state.FullName), "the state folder is left");
    }
}
