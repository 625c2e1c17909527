using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Simulated;

public static class SimulatedSetup
{
    /// <summary>Registers the simulated runtime with its settings of section "Simulated".</summary>
    public static IServiceCollection AddSimulatedRuntime(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidated<SimulatedRuntimeOptions>(configuration, "Simulated", options => options.Errors());
        services.AddSingleton<SimulatedRuntime>();
        services.AddSingleton<ISandboxRuntime>(provider => provider.GetRequiredService<SimulatedRuntime>());
        return services;
    }
}
