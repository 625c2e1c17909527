using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Dashboard;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The HTTP side: the API, its pages, and who may use them.</summary>
public static class SandboxFrontend
{
    /// <summary>Adds the services of the HTTP side. An <see cref="IGrainFactory"/> comes from the silo or the client of the same process.</summary>
    public static WebApplicationBuilder AddSandboxFrontend(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<FrontendOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<FrontendOptions>, FrontendOptionsValidator>();
        services.AddOptions<OrganizationsOptions>().ValidateOnStart();
        services.AddSingleton<IValidateOptions<OrganizationsOptions>, OrganizationKeysValidator>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelLimits>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ClusterGrains>();
        services.AddSingleton<PageTokens>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<SignInCookie>();
        services.AddSingleton<SignInAttempts>();
        services.TryAddSingleton<IClusterLink, SameProcess>();
        services.AddSingleton<Patience>();
        services.AddSingleton<SessionOpener>();
        services.AddSingleton<AuditedOperations>();
        services.AddSingleton<ExecutionStarter>();
        services.AddSingleton<RunningRequests>();
        services.AddHostedService(provider => provider.GetRequiredService<RunningRequests>());
        services.AddSandboxMetrics();
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        return builder;
    }

    /// <summary>Maps every route, behind the gate that asks for the key.</summary>
    public static WebApplication MapSandboxFrontend(this WebApplication app)
    {
        app.UseSandboxGate();
        app.UseMiddleware<ClusterWait>();
        Map<SessionRoutes>(app, routes => routes.Map(app));
        Map<ExecutionRoutes>(app, routes => routes.Map(app));
        Map<FileRoutes>(app, routes => routes.Map(app));
        Map<RunRoutes>(app, routes => routes.Map(app));
        Map<OperatorRoutes>(app, routes => routes.Map(app));
        Map<TemplateRoutes>(app, routes => routes.Map(app));
        OperationRoutes.Map(app);
        Map<HealthRoutes>(app, routes => routes.Map(app));
        Map<SignInRoutes>(app, routes => routes.Map(app));
        DocRoutes.Map(app);
        app.MapSandboxMetrics();
        MapDashboard(app);
        return app;
    }

    /// <summary>Maps what tells how a node of the cluster is, and nothing that uses it, behind the same gate.</summary>
    public static WebApplication MapSandboxNode(this WebApplication app)
    {
        app.UseSandboxGate();
        Map<HealthRoutes>(app, routes => routes.Map(app));
        Map<SignInRoutes>(app, routes => routes.Map(app));
        app.MapSandboxMetrics();
        MapDashboard(app);
        return app;
    }

    private static void UseSandboxGate(this WebApplication app)
    {
        var requests = app.Services.GetRequiredService<RunningRequests>();
        app.Use(next => context => requests.RunAsync(context, next));
        app.UseMiddleware<Gate>();
        app.UseMiddleware<PageGuard>();
    }

    private static void MapDashboard(WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<FrontendOptions>>().Value.Dashboard)
        {
            app.MapOrleansDashboard("/dashboard").WithMetadata(ForOperators.Instance);
        }
    }

    private static void Map<T>(WebApplication app, Action<T> map) => map(ActivatorUtilities.CreateInstance<T>(app.Services));
}
