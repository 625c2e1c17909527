using Orleans.Placement;

namespace Sandboxes.Grains;

/// <summary>The grain stands on the silo that has the name of its node (the part of the key before the slash).</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class ByNodeAttribute() : PlacementAttribute(ByNodePlacement.Instance);

[GenerateSerializer, Immutable, SuppressReferenceTracking]
public sealed class ByNodePlacement : PlacementStrategy
{
    public static ByNodePlacement Instance { get; } = new();
}
