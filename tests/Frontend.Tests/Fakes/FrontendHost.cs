using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>The frontend on a free port over fake grains.</summary>
public sealed class FrontendHost : IAsyncDisposable
{
    public const string Key = "a-key-for-tests-0123456789";

    /// <summary>The key of acme, an organization that is no operator.</summary>
    public const string TenantKey = "the-key-of-acme-0123456789";

    private readonly WebApplication _app;

    private FrontendHost(WebApplication app, FakeCluster cluster, PausingTime time)
    {
        (_app, Cluster, Time) = (app, cluster, time);
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        (Client, Tenant, Anyone) = (NewClient(), NewClient(), NewClient());
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        Tenant.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TenantKey);
    }

    public FakeCluster Cluster { get; }

    /// <summary>The frontend's clock. Delays go by at once.</summary>
    public PausingTime Time { get; }

    public Uri Address { get; }

    /// <summary>A client that sends the key.</summary>
    public HttpClient Client { get; }

    /// <summary>A client that sends the key of acme.</summary>
    public HttpClient Tenant { get; }

    /// <summary>A client without a key.</summary>
    public HttpClient Anyone { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<FrontendHost> StartAsync(Action<FrontendOptions>? configure = null)
    {
        var cluster = new FakeCluster();
        var time = new PausingTime(FakeSession.Opened);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddSingleton(cluster.Factory);
        builder.AddSandboxFrontend();
        builder.Services.Configure<FrontendOptions>(options => (options.ApiKey, options.PatienceSeconds) = (Key, 0));
        builder.Services.Configure(configure ?? (_ => { }));
        builder.Services.Configure<OrganizationsOptions>(options => options.Named["acme"] = new() { Keys = [TenantKey] });
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapSandboxFrontend();
        await app.StartAsync();
        return new(app, cluster, time);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Tenant.Dispose();
        Anyone.Dispose();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
}
