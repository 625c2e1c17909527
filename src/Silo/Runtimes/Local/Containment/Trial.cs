using System.Runtime.InteropServices;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local.Launch;
using Sandboxes.Silo.Runtimes.Local.Life;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Containment;

/// <summary>Makes one sandbox that does nothing, as all others will be made.</summary>
internal static class Trial
{
    private const int SeccompDescriptor = 3;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Null: it worked. Else what bubblewrap or the kernel said.</summary>
    public static async Task<string?> Run(Machine machine, TimeProvider time)
    {
        using var log = new SandboxLog();
        using var filter = machine.OpenSeccompProgram();
        try
        {
            using var process = await machine.Launcher.Start(Plan(machine, log, filter));
            await machine.Exits.Ended(process).WaitAsync(Limit, time);
            return process.Reap() is 0 ? null : log.Tail();
        }
        catch (Exception fault) when (fault is SandboxFault or TimeoutException)
        {
            return fault.Message;
        }
    }

    private static LaunchPlan Plan(Machine machine, SandboxLog log, SafeHandle filter) => new()
    {
        Path = machine.Options.BubblewrapPath!,
        Arguments = new BubblewrapArguments(machine.Instance.Root, machine.BoundFolders, dieWithManager: true).For(new SandboxLimits(), SeccompDescriptor, ["/usr/bin/true"]),
        Descriptors = [machine.Nothing, machine.Nothing, log.File, filter],
        Owner = machine.Uids?.First,
    };
}
