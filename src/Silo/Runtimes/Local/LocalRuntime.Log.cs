using Sandboxes.Silo.Runtimes.Local.Containment;

namespace Sandboxes.Silo.Runtimes.Local;

public sealed partial class LocalRuntime
{
    private void Announce(ContainmentReport report)
    {
        LogContainment(_options.NodeName, _registry.Capacity, report.Text);
        if (report.Warning is { } warning)
        {
            LogWarning(warning);
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Node {Node} takes {Capacity} sandboxes. What contains them:\n{Report}")]
    private partial void LogContainment(string node, int capacity, string report);

    [LoggerMessage(2002, LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(2003, LogLevel.Error, "A cgroup of sandbox {Sandbox} could not be removed: something in it does not end")]
    private partial void LogNotCleaned(string sandbox);
}
