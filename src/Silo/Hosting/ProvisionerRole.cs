using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Kubernetes;
using Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

namespace Sandboxes.Silo.Hosting;

/// <summary>
/// ROLE=provisioner: a process that makes and mends the namespaces of sandboxes on Kubernetes and does nothing else. It runs under the account that may write namespaces and policies, so that the
/// silos' account may not; it has no cluster key and no database, and speaks with no sandbox.
/// </summary>
internal static class ProvisionerRole
{
    private const string Name = "provisioner";

    public static bool IsAsked(IConfiguration configuration) => string.Equals(configuration[ShortNames.Role], Name, StringComparison.OrdinalIgnoreCase);

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        ShortNames.ApplyPort(builder, ProcessRole.Silo);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        var (services, configuration) = (builder.Services, builder.Configuration);
        services.AddSingleton(TimeProvider.System);
        services.AddValidated<ClusterOptions>(configuration, ClusterOptions.Section, options => options.Errors());
        services.AddOrganizations(configuration);
        services.AddValidated<TemplateOptions>(configuration, "Templates", options => options.Errors());
        services.AddValidated<KubernetesOptions>(configuration, KubernetesOptions.Section, options => OrganizationNamespace.Errors(options.NamespacePrefix).Concat(options.Namespaces.Errors(options.Channel)));
        services.AddSingleton<TemplateCatalog>();
        services.AddSingleton<IValidateOptions<OrganizationsOptions>, OrganizationTemplatesValidator>();
        services.AddSandboxNamespaces();
        var app = builder.Build();
        app.MapGet("/livez", () => "alive\n");
        app.MapGet("/readyz", Ready);
        return app;
    }

    private static IResult Ready(NamespaceKeeper namespaces) => namespaces.Problems().ToList() is { Count: > 0 } problems
        ? Results.Text(string.Join('\n', problems) + "\n", statusCode: StatusCodes.Status503ServiceUnavailable)
        : Results.Text("ready\n");
}
