using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Runtime.Hosting;
using Orleans.Storage;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Storage.Operators;

/// <summary>Where what operators order and did is kept.</summary>
internal static class OperatorStorageSetup
{
    private const string Invariant = "Npgsql";

    /// <summary>In this process's memory, unless another place was chosen already.</summary>
    public static ISiloBuilder UseMemoryForOperatorsUnlessStored(this ISiloBuilder silo)
    {
        if (silo.Services.All(service => service.ServiceType != typeof(IAuditTrail)))
        {
            silo.Services.AddGrainStorage(OperatorStorage.Name, (provider, _) => new InMemoryGrainStorage(provider.GetRequiredService<TimeProvider>(), _ => null, TimeSpan.MaxValue, int.MaxValue));
            silo.Services.AddSingleton<IAuditTrail, InMemoryAuditTrail>();
        }

        return silo;
    }

    /// <summary>In the database; takes the place of memory, if that was asked for first.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="database">The connection string of the storage of grains.</param>
    public static ISiloBuilder UsePostgresForOperators(this ISiloBuilder silo, string database)
    {
        silo.Services.RemoveAll<IAuditTrail>();
        silo.Services.RemoveAllKeyed<IGrainStorage>(OperatorStorage.Name);
        silo.Services.AddSingleton<IAuditTrail, PostgresAuditTrail>();
        return silo.AddAdoNetGrainStorage(OperatorStorage.Name, options => (options.Invariant, options.ConnectionString) = (Invariant, database));
    }
}
