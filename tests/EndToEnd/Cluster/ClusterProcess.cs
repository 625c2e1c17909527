using System.Diagnostics;
using System.Net;
using Sandboxes.Testing;

namespace Sandboxes.EndToEnd;

/// <summary>A silo or a frontend of a cluster: the built program with the settings of its part, started as often as a test likes.</summary>
internal sealed class ClusterProcess : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly ProductLog _log = new();
    private Process? _process;

    public ClusterProcess(string name, IReadOnlyDictionary<string, string> settings)
    {
        (Name, _settings, Port) = (name, settings, FreePort.Next());
        Api = new SandboxApi(new Uri($"http://127.0.0.1:{Port}"), Product.Key);
    }

    public string Name { get; }

    public int Port { get; }

    public SandboxApi Api { get; }

    public string Log => _log.ToString();

    public int Id => _process!.Id;

    public bool IsRunning => _process is { HasExited: false };

    public void Start()
    {
        var start = new ProcessStartInfo("dotnet", [Checkout.Program]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PORT"] = $"{Port}";
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        _process?.Dispose();
        _process = Process.Start(start)!;
        _log.Follow(_process);
    }

    public Task UntilReadyAsync() => Until.Holds(
        async () =>
        {
            Assert.True(IsRunning, $"{Name} ended:\n{Log}");
            return await Api.IsReadyAsync();
        },
        $"{Name} is ready",
        Until.ClusterDeadline);

    /// <summary>Ends it as a crash does.</summary>
    public async Task KillAsync()
    {
        HostSignal.Send(Id, HostSignal.Kill);
        await ExitCodeAsync();
    }

    public async Task<int> StopAsync()
    {
        HostSignal.Send(Id, HostSignal.Terminate);
        return await ExitCodeAsync();
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process!.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Until.ClusterDeadline, TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>What one of the routes that need no key says.</summary>
    public async Task<HttpStatusCode?> ProbeAsync(string path)
    {
        try
        {
            using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{Port}") };
            using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null; // nothing listens
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            HostSignal.Send(Id, HostSignal.Continue);
            await StopAsync();
        }

        _process?.Dispose();
        Api.Dispose();
    }
}
