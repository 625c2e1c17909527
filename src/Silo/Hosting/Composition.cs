using Orleans.Dashboard;
using Sandboxes.Frontend;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Silo.Runtimes.Local.Containment;
using Sandboxes.Silo.Runtimes.Simulated;

namespace Sandboxes.Silo.Hosting;

/// <summary>The embedded default: runtime, silo and frontend in one process, everything in memory.</summary>
internal static class Composition
{
    public static WebApplication Build(string[] args)
    {
        ShortSlices.AskForAll();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        ShortNames.Apply(builder);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(10));
        AddLogging(builder.Logging);
        AddRuntime(builder);
        builder.AddSandboxSilo();
        builder.UseOrleans(silo => silo.AddDashboard());
        AddFrontend(builder);
        builder.Services.AddHostedService<Banner>();

        var app = builder.Build();
        OnLoopbackWhereNothingIsolates(app);
        app.MapSandboxFrontend();
        return app;
    }

    private static void AddRuntime(WebApplicationBuilder builder)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        _ = configuration[ShortNames.Runtime] switch
        {
            null or "" or "local" => services.AddLocalRuntime(configuration),
            "simulated" => services.AddSimulatedRuntime(configuration),
            var other => throw new StartRefusedException($"{ShortNames.Runtime} is '{other}'; it may be local (the default) or simulated."),
        };
    }

    private static void AddFrontend(WebApplicationBuilder builder)
    {
        var key = new ApiKey(ApiKeyFile.ReadOrMake(builder.Configuration));
        builder.Services.AddSingleton(key);
        builder.AddSandboxFrontend();
        builder.Services.AddOptions<FrontendOptions>()
            .Bind(builder.Configuration.GetSection("Frontend"))
            .Configure(options => (options.ApiKey, options.Dashboard) = (key.Value, true))
            .Configure<IServiceProvider>((options, services) => options.Warning = NothingIsolates(services) ? ContainmentReport.NothingIsolates : null);
    }

    private static void AddLogging(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddFilter("Orleans", LogLevel.Warning)
        .AddFilter("Polly", LogLevel.Warning)
        // What contains the sandboxes is said by the banner, as a block; here it would be one long line before it.
        .AddFilter(typeof(LocalRuntime).FullName, LogLevel.Warning)
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

    private static bool NothingIsolates(IServiceProvider services) => services.GetService<LocalRuntime>()?.RequiresLoopback ?? false;

    /// <summary>Whoever reaches the port runs code on this machine as if logged in, so nobody else may reach it.</summary>
    private static void OnLoopbackWhereNothingIsolates(WebApplication app)
    {
        var urls = app.Configuration[WebHostDefaults.ServerUrlsKey] ?? "";
        if (NothingIsolates(app.Services) && urls.Split(';').FirstOrDefault(url => !new Uri(url.Replace("*", "0.0.0.0").Replace("+", "0.0.0.0")).IsLoopback) is { } url)
        {
            throw new StartRefusedException($"ISOLATION=none is for loopback only, and {WebHostDefaults.ServerUrlsKey} has {url}. Use http://127.0.0.1:PORT, or isolate.");
        }
    }
}
