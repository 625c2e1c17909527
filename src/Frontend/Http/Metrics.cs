using OpenTelemetry.Metrics;

namespace Sandboxes.Frontend;

/// <summary>What is measured and where it can be read.</summary>
internal static class Metrics
{
    private const string Path = "/metrics";

    public static void AddSandboxMetrics(this IServiceCollection services) => services.AddOpenTelemetry().WithMetrics(metrics => metrics
        .AddMeter("Sandboxes", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel")
        .AddPrometheusExporter());

    public static void MapSandboxMetrics(this IEndpointRouteBuilder routes) => routes.MapPrometheusScrapingEndpoint(Path).WithMetadata(ForOperators.Instance);
}
