namespace Sandboxes.Frontend;

/// <summary>How often one sandbox of a template may be used.</summary>
internal sealed class ReuseBody
{
    private const int MostUses = 1_000;

    public static Shape<ReuseBody> Shape { get; } = new(
        Fields.Integer<ReuseBody>("maxUses", 1, MostUses, (body, value) => body.MaxUses = (int)value, "Leases that one sandbox may be for, one after the other, all of one organization. Default: 1, it is never used again."));

    public int MaxUses { get; private set; } = 1;
}
