using Sandboxes.Silo.Runtimes.Local;

namespace Sandboxes.Silo.Hosting;

/// <summary>
/// <c>sandboxes end-sandboxes</c>: destroys what a node of this machine has left, sandboxes that outlived their silo with all their files and cgroups, and
/// ends. For a node that will not come back; Silo:Name or Local:NodeName says which, and where its silo still runs it is refused.
/// </summary>
internal static class EndSandboxes
{
    public const string Command = "end-sandboxes";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static async Task<int> Run(string[] args)
    {
        try
        {
            await DestroyAsync(args);
            return 0;
        }
        catch (Exception error) when (RunOrExplain.Explain(error) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return RunOrExplain.Refused;
        }
    }

    private static async Task DestroyAsync(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var name = builder.Configuration["Silo:Name"] ?? builder.Configuration["Local:NodeName"] ?? ClusterNodeOptions.DefaultName(isCluster: true);
        (builder.Configuration["Local:NodeName"], builder.Configuration["Local:Outlive"]) = (name, bool.FalseString);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddLocalRuntime(builder.Configuration);
        using var host = builder.Build();
        using var limit = new CancellationTokenSource(Longest, TimeProvider.System);

        // Its start destroys what the node left, and its end leaves nothing.
        await host.StartAsync(limit.Token);
        await host.StopAsync(limit.Token);
    }
}
