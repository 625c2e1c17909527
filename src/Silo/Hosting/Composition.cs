using System.Net;
using Sandboxes.Frontend;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Silo.Runtimes.Local.Containment;
using Sandboxes.Silo.Transport;

namespace Sandboxes.Silo.Hosting;

/// <summary>Puts a process together, as its role says; by default runtime, silo and frontend in one, everything in memory.</summary>
internal static class Composition
{
    /// <summary>The longest that a stop takes, whatever hangs. A cluster's frontends first let load balancers see that they stop.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10), LongestStopInCluster = TimeSpan.FromSeconds(25);

    public static WebApplication Build(string[] args)
    {
        ShortSlices.AskForAll();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        if (ProvisionerRole.IsAsked(builder.Configuration))
        {
            AddLogging(builder.Logging);
            return ProvisionerRole.Build(builder);
        }

        var process = ProcessSettings.Read(builder.Configuration);
        ShortNames.ApplyPort(builder, process.Role);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = process.Cluster.IsStored ? LongestStopInCluster : LongestStop);
        builder.Services.AddValidated<TlsOptions>(builder.Configuration, TlsOptions.Section, options => options.Errors());
        AddLogging(builder.Logging);
        AddParts(builder, process);
        return Map(builder.Build(), process);
    }

    private static void AddParts(WebApplicationBuilder builder, ProcessSettings process)
    {
        if (process.Tls.Errors().ToList() is { Count: > 0 } wrong)
        {
            throw new StartRefusedException(string.Join('\n', wrong));
        }

        if (process.HasSilo)
        {
            SiloRole.Add(builder, process);
        }
        else
        {
            FrontendRole.Add(builder, process);
        }

        AddFrontend(builder, process);
        _ = process.Role == ProcessRole.All ? builder.Services.AddHostedService<Banner>() : builder.Services.AddHostedService<StartLine>();
        builder.Services.AddSingleton(process);
    }

    private static void AddFrontend(WebApplicationBuilder builder, ProcessSettings process)
    {
        var key = new ApiKey(ApiKeyFile.ReadOrMake(builder.Configuration));
        builder.Services.AddSingleton(key);
        builder.AddSandboxFrontend();
        builder.Services.AddOptions<FrontendOptions>()
            .Configure(options => options.StopNoticeSeconds = process is { HasFrontend: true, Cluster.IsStored: true } ? FrontendOptions.StopNoticeInCluster : 0)
            .Bind(builder.Configuration.GetSection("Frontend"))
            .Configure(options => (options.ApiKey, options.Dashboard) = (key.Value, process.HasSilo))
            .Configure<IServiceProvider>((options, services) => options.Warning = NothingIsolates(services) ? ContainmentReport.NothingIsolates : null);
    }

    private static WebApplication Map(WebApplication app, ProcessSettings process)
    {
        OnLoopbackWhereNothingIsolates(app);
        WarnOfOpenPorts(app, process);
        return process.HasFrontend ? app.MapSandboxFrontend() : app.MapSandboxNode();
    }

    private static void AddLogging(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console => console.SingleLine = true)
        .AddFilter("Orleans", LogLevel.Warning)
        // Every message to a silo that restarts would be an error with a stack of its own; that it is gone is said once by the membership.
        .AddFilter("Orleans.Messaging", LogLevel.Critical)
        .AddFilter("Orleans.Runtime.Messaging", LogLevel.Error)
        .AddFilter("Orleans.Runtime.GrainDirectory", LogLevel.Critical)
        .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
        .AddFilter("Polly", LogLevel.Error)
        // Orleans writes the ranges of the ring under the name of the service that it keeps on every silo.
        .AddFilter("Sandboxes.Grains.LevelsService", LogLevel.Warning)
        // What contains the sandboxes is said by the banner, as a block; here it would be one long line before it.
        .AddFilter(typeof(LocalRuntime).FullName, LogLevel.Warning)
        .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);

    private static bool NothingIsolates(IServiceProvider services) => services.GetService<LocalRuntime>()?.RequiresLoopback ?? false;

    /// <summary>Whoever reaches the port runs code on this machine as if logged in, so nobody else may reach it.</summary>
    private static void OnLoopbackWhereNothingIsolates(WebApplication app)
    {
        if (NothingIsolates(app.Services) && ShortNames.Urls(app.Configuration).FirstOrDefault(url => !new Uri(url.Replace("*", "0.0.0.0").Replace("+", "0.0.0.0")).IsLoopback) is { } url)
        {
            throw new StartRefusedException($"ISOLATION=none is for loopback only, and {WebHostDefaults.ServerUrlsKey} has {url}. Use http://127.0.0.1:PORT, or isolate.");
        }
    }

    /// <summary>Whoever reaches a silo's ports may do everything, without a key.</summary>
    private static void WarnOfOpenPorts(WebApplication app, ProcessSettings process)
    {
        if (process is { HasSilo: true, Cluster.IsStored: true, Tls.IsOn: false } && IPAddress.TryParse(process.Node.Address, out var address) && !IPAddress.IsLoopback(address))
        {
            app.Services.GetRequiredService<ILogger<StartLine>>().LogOpenPorts(process.Node.Address);
        }
    }
}
