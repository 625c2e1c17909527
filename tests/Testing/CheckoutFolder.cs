namespace Sandboxes.Testing;

/// <summary>The checkout that the running tests were built in.</summary>
public static class CheckoutFolder
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sandbox.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("These tests run from their build folder inside a checkout.");
    }
}
