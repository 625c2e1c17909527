using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Refuses to start where an organization names a template that is not there.</summary>
public sealed class OrganizationTemplatesValidator(TemplateCatalog templates) : IValidateOptions<OrganizationsOptions>
{
    public ValidateOptionsResult Validate(string? name, OrganizationsOptions options)
    {
        var errors = options.Named
            .SelectMany(organization => (organization.Value.Templates ?? []).Where(template => !templates.Names.Contains(template)).Select(template => (organization.Key, Template: template)))
            .Select(unknown => $"{OrganizationsOptions.Section}:{unknown.Key}:Templates names '{unknown.Template}'; the templates are {string.Join(", ", templates.Names)}.")
            .ToList();
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
