using System.Text.RegularExpressions;

namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>A sandbox's name becomes the name of a folder and of a cgroup, so nothing else is one.</summary>
internal static partial class SandboxName
{
    public static bool IsMatch(string name) => Pattern().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Pattern();
}
