namespace Sandboxes.Abstractions;

/// <summary>A template and how its last rollout went, as the silo that is asked knows them. Keyed by <c>organization/name</c>.</summary>
[Alias("template")]
public interface ITemplateGrain : IGrainWithStringKey
{
    /// <summary>The newest revision; null where there is no such template.</summary>
    ValueTask<TemplateView?> Get();
}
