namespace Sandboxes.Grains;

internal sealed partial class NodePoolGrain
{
    private readonly TemplateCatalog _templates;
    private readonly OrganizationScopes _scopes;
    private long _followed = -1;

    /// <summary>The shelves follow the templates at the next tick, or at the next lease if that is sooner.</summary>
    private void FollowTemplates()
    {
        var version = _templates.Version;
        if (version == _followed)
        {
            return;
        }

        _followed = version;
        _pool.Follow(_scopes.Shelves(_templates.Entries), _effects);
        CarryOut();
        Nudge();
    }
}
