using System.Diagnostics;
using Sandboxes.Testing;

namespace Sandboxes.EndToEnd;

/// <summary>The built program, run as a user runs it.</summary>
internal sealed class Product : IAsyncDisposable
{
    public const string Key = "end-to-end-tests-key";

    private readonly Process _process;
    private readonly ProductLog _log = new();
    private readonly Scratch _scratch;

    private Product(Process process, int port, Scratch scratch)
    {
        _process = process;
        _scratch = scratch;
        Port = port;
        Api = new SandboxApi(new Uri($"http://127.0.0.1:{port}"), Key);
    }

    public SandboxApi Api { get; }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public Scratch Scratch => _scratch;

    public string Log => _log.ToString();

    /// <summary>Starts it and waits until it says that a lease could be served.</summary>
    public static async Task<Product> StartAsync(ProductSettings? settings = null)
    {
        settings ??= new();
        var port = FreePort.Next();
        var scratch = new Scratch(settings.StateFolder);
        var product = new Product(new() { StartInfo = StartInfo(settings, port, scratch) }, port, scratch);
        product._process.Start();
        product._log.Follow(product._process);
        await Until.Holds(product.IsReadyAsync, $"the program on port {port} is ready");
        return product;
    }

    /// <summary>Asks it to stop, as Ctrl-C and service managers do, and waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> StopAsync()
    {
        HostSignal.Send(ProcessId, HostSignal.Terminate);
        return await EndedAsync();
    }

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        HostSignal.Send(ProcessId, HostSignal.Kill);
        await EndedAsync();
    }

    public long ResidentBytes()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync();
        }

        Api.Dispose();
        _process.Dispose();
        _scratch.Dispose();
    }

    private async Task<int> EndedAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Until.Deadline, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    private async Task<bool> IsReadyAsync()
    {
        Assert.False(_process.HasExited, $"The program ended while it started:\n{_log}");
        return await Api.IsReadyAsync();
    }

    private static ProcessStartInfo StartInfo(ProductSettings settings, int port, Scratch scratch)
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["TMPDIR"] = scratch.Temporary;
        foreach (var (name, value) in settings.Environment(port, scratch.State))
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
