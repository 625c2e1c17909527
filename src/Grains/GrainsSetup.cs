using Microsoft.Extensions.DependencyInjection;

namespace Sandboxes.Grains;

/// <summary>Registers what the grains of one silo share, and what keeps them right behind their callers' backs.</summary>
public static class GrainsSetup
{
    public static ISiloBuilder AddNodes(this ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003 // The directory that loses no entry when a silo dies: with the default one, grains that live on are deactivated with the silo that kept their entries.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        silo.AddGrainService<LevelsService>();
        silo.Services.AddSingleton<NodePresence>();
        silo.Services.AddSingleton<PoolDirectory>();
        silo.Services.AddSingleton<LevelsPublisher>();
        silo.Services.AddSingleton<NodeWarnings>();
        silo.Services.AddHostedService<SessionReconcile>();
        return silo;
    }
}
