using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Hosting;

/// <summary>Once a lease can be served, tells the newcomer where it is, the key, and a first request to try.</summary>
internal sealed class Banner(
    IServer server, IGrainFactory grains, ApiKey key, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private const int MostTries = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        var nodes = await ReadyNodes(stoppingToken);
        await Console.Out.WriteLineAsync(Text(Address(), key.Value, nodes).AsMemory(), stoppingToken);
    }

    private async Task Started(CancellationToken stopping)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stopping);
    }

    private async Task<IReadOnlyList<NodeView>> ReadyNodes(CancellationToken stopping)
    {
        var directory = grains.GetGrain<IDirectoryGrain>(0);
        for (var tries = 0; tries < MostTries && !await directory.Ready(); tries++)
        {
            await Task.Delay(Pause, time, stopping);
        }

        return await directory.Nodes();
    }

    private string Address() => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://127.0.0.1";

    internal static string Text(string address, string key, IReadOnlyList<NodeView> nodes)
    {
        var containment = string.Join('\n', nodes.SelectMany(node => node.Containment.Select(line => "  " + line)));
        var warning = string.Join('\n', nodes.Where(node => node.Warning is not null).Select(node => "\nWARNING: " + node.Warning));
        return $$"""

            {{containment}}{{warning}}

              URL        {{address}}
              Key        {{key}}
              API        {{address}}/docs
              Dashboard  {{address}}/dashboard  (sign in with the key)

            Try it:

              curl -s {{address}}/v1/run -H 'Authorization: Bearer {{key}}' \
                -H 'Content-Type: application/json' -d '{"language": "python", "code": "print(6 * 7)"}'

            """;
    }
}
