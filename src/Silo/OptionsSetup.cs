using Microsoft.Extensions.Options;

namespace Sandboxes.Silo;

internal static class OptionsSetup
{
    /// <summary>Binds a section and refuses to start with settings that are wrong, saying which.</summary>
    public static void AddValidated<T>(this IServiceCollection services, IConfiguration configuration, string section, Func<T, IEnumerable<string>> errors) where T : class
    {
        services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<T>>(new Sentences<T>(errors));
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
