using Sandboxes.Silo.Runtimes.Local;

namespace Sandboxes.Silo.Tests.Local.Outliving;

internal static class StateFolders
{
    /// <summary>Ends everything that a manager of that node left: one whose sandboxes end with it begins with that.</summary>
    public static async Task Clear(LocalRuntimeOptions options)
    {
        options.Outlive = false;
        await using (var last = LocalRuntimeFixture.NewRuntime(options))
        {
            await last.Start(CancellationToken.None);
        }

        if (Directory.Exists(options.StateFolder))
        {
            Directory.Delete(options.StateFolder, recursive: true);
        }
    }
}
