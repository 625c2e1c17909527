using Microsoft.Extensions.Options;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>What attributes cannot say.</summary>
internal sealed class LocalRuntimeOptionsValidator : IValidateOptions<LocalRuntimeOptions>
{
    /// <summary>What remains of the kernel's 107 bytes of a socket's path beneath the state folder.</summary>
    private const int LongestStateFolder = 60;

    /// <summary>What remains of them for state folder and node together where sandboxes outlive their manager: the folder of a node has its name.</summary>
    private const int LongestKeptFolder = 85;

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

        var kept = (options.StateFolder ?? StateFolder.Default()).Length + options.NodeName.Length;
        if (options.Outlive && kept > LongestKeptFolder)
        {
            yield return $"Local:StateFolder and Local:NodeName ({options.NodeName}) have {kept} characters together; sockets live beneath both, so {LongestKeptFolder} is the most.";
        }

        if (options.KeyFile is { } keys && !Path.IsPathRooted(keys))
        {
            yield return $"Local:KeyFile must be an absolute path; it is {keys}.";
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
