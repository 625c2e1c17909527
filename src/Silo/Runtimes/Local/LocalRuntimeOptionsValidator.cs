using Microsoft.Extensions.Options;

namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>What attributes cannot say.</summary>
internal sealed class LocalRuntimeOptionsValidator : IValidateOptions<LocalRuntimeOptions>
{
    /// <summary>What remains of the kernel's 107 bytes of a socket's path beneath the state folder.</summary>
    private const int LongestStateFolder = 60;

    private const string System = "/usr/";

    public ValidateOptionsResult Validate(string? name, LocalRuntimeOptions options)
    {
        string[] failures = [.. Failures(options)];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(LocalRuntimeOptions options)
    {
        if (!Enum.IsDefined(options.Isolation))
        {
            yield return "ISOLATION (Local:Isolation) must be bubblewrap or none.";
        }

        if (options.StateFolder is { } folder && (!Path.IsPathRooted(folder) || folder.Length > LongestStateFolder))
        {
            yield return $"Local:StateFolder must be an absolute path of at most {LongestStateFolder} characters, because sockets live beneath it; it is {folder}.";
        }

        foreach (var (setting, path) in (IEnumerable<(string, string)>)[("PythonPath", options.PythonPath), ("NodePath", options.NodePath)])
        {
            if (options.Isolation is LocalIsolation.Bubblewrap && !path.StartsWith(System, StringComparison.Ordinal))
            {
                yield return $"Local:{setting} must be within /usr, which is what a sandbox sees of the machine; it is {path}.";
            }
        }
    }
}
