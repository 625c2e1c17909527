using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Refuses to start with keys that are none, or that two have.</summary>
internal sealed class OrganizationKeysValidator(IOptions<FrontendOptions> frontend) : IValidateOptions<OrganizationsOptions>
{
    public ValidateOptionsResult Validate(string? name, OrganizationsOptions options)
    {
        var errors = KeySettings.Read(frontend.Value, options).Errors;
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
