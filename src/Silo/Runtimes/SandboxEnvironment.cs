using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes;

/// <summary>What every runtime tells an agent about the programs that it starts.</summary>
internal static class SandboxEnvironment
{
    /// <summary>The agent's own process and that of an execution that is being replaced by its program: what a limit of processes has to leave room for.</summary>
    public const int OwnProcesses = 2;

    /// <summary>The variables of kernels and processes; the template's win.</summary>
    public static Dictionary<string, string> Of(TemplateSpec template, string workspace)
    {
        var env = new Dictionary<string, string>
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["HOME"] = workspace,
            ["USER"] = "sandbox",
            ["LANG"] = "C.UTF-8",
        };
        foreach (var (name, value) in template.Env)
        {
            env[name] = value;
        }

        return env;
    }
}
