using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace Sandboxes.Grains;

/// <summary>Registers what the grains of one silo share, and what keeps them right behind their callers' backs.</summary>
public static class GrainsSetup
{
    public static ISiloBuilder AddNodes(this ISiloBuilder silo)
    {
#pragma warning disable ORLEANSEXP003 // The directory that loses no entry when a silo dies: with the default one, grains that live on are deactivated with the silo that kept their entries.
        silo.AddDistributedGrainDirectory();
#pragma warning restore ORLEANSEXP003
        // By default nothing that a killed silo had may be activated anew for tens of seconds, lest there be two of it. Two are harmless here: a latch and the version of a row decide.
        silo.Configure<GrainDirectoryOptions>(options => options.RangeLeaseDuration = TimeSpan.Zero);
        silo.AddGrainService<LevelsService>();
        silo.Services.AddSingleton<NodePresence>();
        silo.Services.AddSingleton<PoolDirectory>();
        silo.Services.AddSingleton<ILevels, LevelsPublisher>();
        silo.Services.AddSingleton<NodeWarnings>();
        silo.Services.AddSingleton<TemplateViews>();
        silo.Services.AddHostedService<SessionReconcile>();
        return silo.AddTemplates();
    }
}
