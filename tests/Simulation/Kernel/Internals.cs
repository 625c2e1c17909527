using System.Runtime.CompilerServices;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>What the simulation looks at inside production classes, and calls past the host.</summary>
internal static class Internals
{
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteAsync")]
    public static extern Task Execute(SessionReconcile service, CancellationToken stop);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ExecuteAsync")]
    public static extern Task Execute(TemplateFollower service, CancellationToken stop);

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    public static extern TemplateCatalog Templates(string defaultName, IEnumerable<TemplateSpec> templates, bool isLoaded);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_pool")]
    public static extern ref Pool Rules(NodePoolGrain grain);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_sandboxes")]
    public static extern ref Dictionary<string, PooledSandbox> Sandboxes(Pool pool);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_shelves")]
    public static extern ref Dictionary<ShelfKey, Shelf> Shelves(Pool pool);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_row")]
    public static extern ref SessionRow Row(SessionGrain grain);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_opening")]
    public static extern ref Opening? Opening(SessionGrain grain);
}
