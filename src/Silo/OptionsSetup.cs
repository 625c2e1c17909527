using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo;

internal static class OptionsSetup
{
    /// <summary>Binds a section and refuses to start with settings that are wrong, saying which.</summary>
    public static void AddValidated<T>(this IServiceCollection services, IConfiguration configuration, string section, Func<T, IEnumerable<string>> errors) where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new Sentences<T>(errors));
    }

    /// <summary>Binds the organizations, by their names, and refuses to start with settings that are wrong; and adds whose shelves they draw from. Once in a process.</summary>
    public static IServiceCollection AddOrganizations(this IServiceCollection services, IConfiguration configuration)
    {
        var organizations = configuration.GetSection(OrganizationsOptions.Section);
        services.AddOptions<OrganizationsOptions>().Configure(options => organizations.Bind(options.Named)).ValidateOnStart();
        services.AddSingleton(provider => new OrganizationScopes(provider.GetRequiredService<IOptions<OrganizationsOptions>>()));
        return services.AddSingleton<IValidateOptions<OrganizationsOptions>>(new Sentences<OrganizationsOptions>(options => options.Errors()));
    }

    private sealed class Sentences<T>(Func<T, IEnumerable<string>> errors) : IValidateOptions<T> where T : class
    {
        public ValidateOptionsResult Validate(string? name, T options)
        {
            var wrong = errors(options).ToList();
            return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
        }
    }
}
