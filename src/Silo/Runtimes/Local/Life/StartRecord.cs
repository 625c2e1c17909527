using Microsoft.Win32.SafeHandles;
using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local.Native;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>What an agent of this runtime is told at its start.</summary>
internal static class StartRecord
{
    public static AgentStart Of(Machine machine, SandboxId id, TemplateSpec template, string workspace) => new()
    {
        Sandbox = id.Name,
        Key = machine.Keys.For(id.Name),
        IdleDeadline = machine.Options.IdleDeadline,
        Workspace = workspace,
        Kernels = [.. template.Kernels.Select(language => Kernel(machine.Options, language))],
        Env = Environment(machine, id, template, workspace),
        OwnsPidNamespace = machine.Options.Isolation is LocalIsolation.Bubblewrap,
        ProcessLimit = ProcessLimit(machine, template.Limits),
        MaxUses = template.MaxUses,
    };

    /// <summary>The record in a file without a name, at its beginning.</summary>
    public static SafeFileHandle Write(AgentStart start)
    {
        var file = Libc.MemoryFile("agent-start");
        RandomAccess.Write(file, start.Encode(), 0);
        return file;
    }

    private static KernelStart Kernel(LocalRuntimeOptions options, string language)
    {
        var (path, package) = language switch
        {
            "python" => (options.PythonPath, "python3"),
            "javascript" => (options.NodePath, "nodejs"),
            _ => throw new SandboxRuntimeException($"There is no kernel for {language}; templates may name python and javascript."),
        };
        return File.Exists(path)
            ? new(language, [path])
            : throw new SandboxRuntimeException($"The interpreter of {language}, {path}, is not there. Install it: sudo apt-get install {package}");
    }

    private static Dictionary<string, string> Environment(Machine machine, SandboxId id, TemplateSpec template, string workspace)
    {
        var env = SandboxEnvironment.Of(template, workspace);
        if (machine.Options.Isolation is LocalIsolation.None)
        {
            env[MarkedProcesses.Variable] = MarkedProcesses.Mark(machine.Instance.Name, id.Name);
        }

        return env;
    }

    // RLIMIT_NPROC counts a user's processes in their user namespace: where neither is the sandbox's own it would count others' too.
    private static int? ProcessLimit(Machine machine, SandboxLimits limits)
    {
        var ownUser = machine.Uids is not null || machine.Options.Isolation is LocalIsolation.Bubblewrap;
        return machine.Cgroups.Facts.Processes || !ownUser ? null : limits.Processes + SandboxEnvironment.OwnProcesses;
    }
}
