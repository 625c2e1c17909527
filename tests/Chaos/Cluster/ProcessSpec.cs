using System.Diagnostics;

namespace Sandboxes.Chaos.Cluster;

/// <summary>How a process of the cluster is started, and where it says that it is ready.</summary>
internal sealed record ProcessSpec(string Name, IReadOnlyList<string> Command, IReadOnlyDictionary<string, string> Environment, string Log, Uri Ready)
{
    /// <summary>The shell becomes the command, so that its process is ours and its output a file.</summary>
    public ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "log=$1; shift; exec \"$@\" >>\"$log\" 2>&1 </dev/null", "sh", Log, .. Command]) { UseShellExecute = false };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
