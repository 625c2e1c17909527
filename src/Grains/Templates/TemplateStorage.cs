namespace Sandboxes.Grains;

public static class TemplateStorage
{
    /// <summary>The name of the storage that the row of the templates goes to.</summary>
    public const string Name = "templates";
}
