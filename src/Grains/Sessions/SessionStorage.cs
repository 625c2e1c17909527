namespace Sandboxes.Grains;

public static class SessionStorage
{
    /// <summary>The name of the storage that the rows of sessions go to.</summary>
    public const string Name = "sessions";
}
