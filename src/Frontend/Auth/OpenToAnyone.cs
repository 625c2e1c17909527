namespace Sandboxes.Frontend;

/// <summary>Marks the few endpoints that need no key. Whatever does not bear it needs one.</summary>
internal sealed class OpenToAnyone
{
    public static OpenToAnyone Instance { get; } = new();
}
