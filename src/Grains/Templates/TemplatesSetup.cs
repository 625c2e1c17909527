using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Sandboxes.Grains;

internal static class TemplatesSetup
{
    /// <summary>The silo has the cluster's templates before anything is asked of it.</summary>
    public static ISiloBuilder AddTemplates(this ISiloBuilder silo)
    {
        silo.AddGrainService<TemplateService>();
        silo.Services.AddSingleton<ITemplatePublisher, TemplatePublisher>();
        silo.Services.AddSingleton<TemplateFollower>();
        silo.Services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<TemplateFollower>());
        return silo.AddStartupTask((provider, _) => provider.GetRequiredService<TemplateFollower>().ReadAtStart());
    }
}
