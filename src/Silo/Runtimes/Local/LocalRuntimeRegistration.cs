using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Sandboxes.Grains;
using Sandboxes.Silo.Keys;

namespace Sandboxes.Silo.Runtimes.Local;

public static class LocalRuntimeRegistration
{
    /// <summary>Adds the Local runtime; it starts before any other hosted service does, so that a machine that cannot make sandboxes says so at once.</summary>
    public static IServiceCollection AddLocalRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LocalRuntimeOptions>()
            .Bind(configuration.GetSection(LocalRuntimeOptions.Section))
            .Configure<IHostEnvironment>((options, host) => Complete(options, configuration, host.ContentRootPath))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ITemplateGate, LocalTemplateGate>();
        services.AddSingleton<LocalRuntime>();
        services.AddSingleton<ISandboxRuntime>(provider => provider.GetRequiredService<LocalRuntime>());
        services.AddSingleton<IKeyVersion>(provider => provider.GetRequiredService<LocalRuntime>());
        services.AddSingleton<IValidateOptions<LocalRuntimeOptions>, LocalRuntimeOptionsValidator>();
        return services.AddHostedService<LocalRuntimeStart>();
    }

    private static void Complete(LocalRuntimeOptions options, IConfiguration configuration, string contentRoot)
    {
        options.AgentPath ??= AgentBinary.Find(contentRoot);
        if (configuration["ISOLATION"] is { Length: > 0 } isolation)
        {
            options.Isolation = Enum.TryParse<LocalIsolation>(isolation, ignoreCase: true, out var value) ? value : (LocalIsolation)(-1);
        }
    }
}
