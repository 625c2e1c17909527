using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Dashboard;
using Sandboxes.Frontend.Tests;
using Sandboxes.Silo;
using Sandboxes.Silo.Runtimes.Simulated;

[assembly: AssemblyFixture(typeof(SiloHost))]

namespace Sandboxes.Frontend.Tests;

/// <summary>The frontend and a real silo in one process, over the simulated runtime. One for all tests: it takes seconds to start.</summary>
public sealed class SiloHost : IAsyncLifetime
{
    private WebApplication? _app;

    public HttpClient Client { get; private set; } = null!;

    /// <summary>A client with a key of acme, an organization that is no operator and shares.</summary>
    public HttpClient Tenant { get; private set; } = null!;

    public HttpClient Anyone { get; private set; } = null!;

    public SimulatedRuntime Runtime => _app!.Services.GetRequiredService<SimulatedRuntime>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Templates:MinIdle:python"] = "8", ["Templates:MinIdle:bash"] = "0", ["Organizations:acme:Keys:0"] = FrontendHost.TenantKey });
        builder.Services.AddSimulatedRuntime(builder.Configuration);
        builder.AddSandboxSilo();
        builder.UseOrleans(silo => silo.AddDashboard());
        builder.AddSandboxFrontend();
        builder.Services.Configure<FrontendOptions>(options => (options.ApiKey, options.Dashboard) = (FrontendHost.Key, true));
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapSandboxFrontend();
        await _app.StartAsync();
        Anyone = NewClient();
        (Client, Tenant) = (NewClient(), NewClient());
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FrontendHost.Key);
        Tenant.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", FrontendHost.TenantKey);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Tenant.Dispose();
        Anyone.Dispose();
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    private HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = new(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
    };
}
