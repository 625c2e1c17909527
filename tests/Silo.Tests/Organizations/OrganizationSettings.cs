using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Tests;

internal static class OrganizationSettings
{
    /// <summary>The organizations as a process has them under these settings.</summary>
    /// <exception cref="OptionsValidationException">The process would refuse to start.</exception>
    public static OrganizationsOptions Bound(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        using var services = new ServiceCollection().AddOrganizations(configuration).BuildServiceProvider();
        return services.GetRequiredService<IOptions<OrganizationsOptions>>().Value;
    }
}
