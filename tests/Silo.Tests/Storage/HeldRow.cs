using Sandboxes.Grains;

namespace Sandboxes.SiloTests.Storage;

/// <summary>What an activation holds of its row.</summary>
internal sealed class HeldRow : IGrainState<SessionRow>
{
    [System.Diagnostics.CodeAnalysis.AllowNull]
    public SessionRow State { get; set; } = new();

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }
}
