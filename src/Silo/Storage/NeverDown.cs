using Sandboxes.Grains;

namespace Sandboxes.Silo.Storage;

/// <summary>Memory takes rows as long as the process lives.</summary>
internal sealed class NeverDown : IStorageHealth
{
    public bool IsDown => false;
}
