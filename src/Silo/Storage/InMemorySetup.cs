using Microsoft.Extensions.Options;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Sandboxes.Grains;
using SessionOptions = Sandboxes.Grains.SessionOptions;

namespace Sandboxes.Silo.Storage;

internal static class InMemorySetup
{
    /// <summary>Rows in this process's memory, unless a storage was chosen already.</summary>
    public static ISiloBuilder UseMemoryUnlessStored(this ISiloBuilder silo)
    {
        silo.UseMemoryUnlessStored(TemplateStorage.Name).UseMemoryUnlessStored(PoolStorage.Name);
        if (silo.Services.Any(service => service.ServiceType == typeof(IStorageHealth)))
        {
            return silo;
        }

        silo.Services.AddSingleton(Sessions);
        silo.Services.AddGrainStorage(SessionStorage.Name, (provider, _) => provider.GetRequiredService<InMemoryGrainStorage>());
        silo.Services.AddSingleton<ISessionList, InMemorySessionList>();
        silo.Services.AddSingleton<IStorageHealth, NeverDown>();
        return silo;
    }

    private static ISiloBuilder UseMemoryUnlessStored(this ISiloBuilder silo, string name)
    {
        if (!silo.Services.Any(service => service.ServiceType == typeof(IGrainStorage) && name.Equals(service.ServiceKey)))
        {
            silo.Services.AddGrainStorage(name, (provider, _) => new InMemoryGrainStorage(provider.GetRequiredService<TimeProvider>(), static _ => null, TimeSpan.Zero, 0));
        }

        return silo;
    }

    private static InMemoryGrainStorage Sessions(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<SessionOptions>>().Value;
        var remember = TimeSpan.FromSeconds(options.RememberSeconds);
        return new(provider.GetRequiredService<TimeProvider>(), state => (state as SessionRow)?.Ended?.At, remember, options.MaxRemembered);
    }
}
