namespace Sandboxes.EndToEnd;

/// <summary>The product that most tests talk to, with a pool for each template.</summary>
public sealed class SharedProduct : IAsyncLifetime
{
    private Product? _product;

    internal Product Product => _product ?? throw new InvalidOperationException("The product was not started.");

    internal SandboxApi Api => Product.Api;

    public async ValueTask InitializeAsync() => _product = await Product.StartAsync(new() { IdlePython = 4, IdleJavaScript = 2, IdleBash = 2 });

    /// <summary>After all tests, hostile ones included, it stops in order and leaves nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_product is null)
        {
            return;
        }

        await using (_product)
        {
            await Footprint.Of(_product).AssertGoneAfterAsync(async () => Assert.Equal(0, await _product.StopAsync()));
        }
    }
}
