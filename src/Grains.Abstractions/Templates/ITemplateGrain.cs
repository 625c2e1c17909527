namespace Sandboxes.Abstractions;

/// <summary>A template and its revisions. Keyed by <c>organization/name</c>.</summary>
[Alias("template")]
public interface ITemplateGrain : IGrainWithStringKey
{
    /// <summary>The newest revision; null where there is no such template.</summary>
    ValueTask<TemplateSpec?> Get();
}
