namespace Sandboxes.Grains;

public static class OperatorStorage
{
    /// <summary>The name of the storage that what operators ordered goes to.</summary>
    public const string Name = "operators";
}
