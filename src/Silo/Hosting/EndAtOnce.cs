using System.Runtime.InteropServices;

namespace Sandboxes.Silo.Hosting;

/// <summary>
/// The end of a silo that was declared dead, or that cannot go on. Orleans' own handler serves for two more seconds and then aborts; meanwhile others have
/// taken its grains over. Here the process ends before anything else is done: the kernel closes its listeners and connections, the frontend's too.
/// </summary>
internal sealed partial class EndAtOnce(ILocalSiloDetails silo, TimeProvider time) : IFatalErrorHandler
{
    /// <summary>Exit status of a silo that the others have declared dead, or that cannot go on. Starting it again is right.</summary>
    public const int ExitCode = 3;

    private const int MostCharacters = 600;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        Console.Error.WriteLine(Sentence(silo.Name, time.GetUtcNow(), context, exception));
        EndProcess(ExitCode);
    }

    internal static string Sentence(string silo, DateTimeOffset now, string? context, Exception? exception)
    {
        var why = string.Join(' ', $"{context} {exception?.GetType().Name} {exception?.Message}".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return $"{now:O} Silo {silo} ends at once with status {ExitCode}: {(why.Length > MostCharacters ? why[..MostCharacters] + "..." : why)}";
    }

    /// <summary>Without handlers of any kind: whatever runs at an ordinary exit would be one more thing done by a silo that is dead.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void EndProcess(int status);
}
