using Sandboxes.Silo.Runtimes.Local.Containment;
using Sandboxes.Silo.Runtimes.Local.Life;

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

    private void Announce(Inheritance inheritance)
    {
        LogInherited(_options.NodeName, inheritance.Survivors.Count, inheritance.Ended);
        foreach (var (sandbox, why) in inheritance.Destroyed)
        {
            LogUnaccounted(sandbox, why);
        }
    }

    [LoggerMessage(2004, LogLevel.Information, "Node {Node} takes over {Survivors} sandboxes of its last process; {Ended} have ended since")]
    private partial void LogInherited(string node, int survivors, int ended);

    [LoggerMessage(2005, LogLevel.Warning, "Sandbox {Sandbox} of the last process was destroyed, because {Why}")]
    private partial void LogUnaccounted(string sandbox, string why);

    [LoggerMessage(2006, LogLevel.Warning, "Why sandbox {Sandbox} ended could not be noted: {Fault}")]
    private partial void LogNotNoted(string sandbox, string fault);

    [LoggerMessage(2001, LogLevel.Information, "Node {Node} takes {Capacity} sandboxes. What contains them:\n{Report}")]
    private partial void LogContainment(string node, int capacity, string report);

    [LoggerMessage(2002, LogLevel.Warning, "{Warning}")]
    private partial void LogWarning(string warning);

    [LoggerMessage(2003, LogLevel.Error, "A cgroup of sandbox {Sandbox} could not be removed: something in it does not end")]
    private partial void LogNotCleaned(string sandbox);
}
