using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Starts cells and processes, or says why not.</summary>
internal sealed class ExecutionStarter(
    EventLoop loop, ExecutionTable table, IReadOnlyList<Kernel> kernels, Spawner spawner, Strays strays,
    Counters counters, ProcessEnvironment environment, Workspace workspace)
{
    /// <summary>Null, with the execution; or the refusal.</summary>
    public RefusalReply? Start(ExecuteRequest request, out Execution? execution)
    {
        execution = null;
        return Unsupported(request) ?? (request.Language is null ? StartProcess(request, out execution) : StartCell(request, out execution));
    }

    private static RefusalReply? Unsupported(ExecuteRequest request)
    {
        var field = request switch
        {
            { MemoryBytes: >= 0 } => "limits.memoryBytes",
            { Processes: >= 0 } => "limits.processes",
            { Language: not null, Env.Count: > 0 } => "env",
            { Language: not null, Stdin.Length: > 0 } => "stdin",
            _ => null,
        };
        return field is null ? null : new(AgentRefusal.LimitUnsupported, $"{field} cannot be set for this execution: set it where the template or the session is made.") { Field = field };
    }

    private RefusalReply? StartCell(ExecuteRequest request, out Execution? execution)
    {
        execution = null;
        var kernel = kernels.FirstOrDefault(kernel => kernel.Language == request.Language);
        if (kernel is null)
        {
            return new(AgentRefusal.UnknownLanguage, "Choose a language that has a kernel in this sandbox.") { Field = "language", Allowed = [.. kernels.Select(kernel => kernel.Language)] };
        }

        if (kernel.Full)
        {
            return new(AgentRefusal.TooManyExecutions, $"{Kernel.MostWaiting} cells wait for the kernel already: wait until one has ended.");
        }

        var cell = new CellExecution(loop, request.Id ?? table.NextId(), request, kernel, counters);
        table.Add(cell);
        execution = cell;
        kernel.Enqueue(cell);
        return null;
    }

    private RefusalReply? StartProcess(ExecuteRequest request, out Execution? execution)
    {
        execution = null;
        if (table.ProcessesFull)
        {
            return new(AgentRefusal.TooManyExecutions, $"{ExecutionTable.MostRunning} processes run already: wait until one has ended.");
        }

        var folder = workspace.OpenFolder(request.Cwd);
        if (folder < 0)
        {
            return new(AgentRefusal.CwdNotFound, "Name a folder of the workspace.") { Field = "cwd" };
        }

        var refusal = StartIn(folder, request, out execution);
        Sys.Close(folder);
        return refusal;
    }

    private RefusalReply? StartIn(int folder, ExecuteRequest request, out Execution? execution)
    {
        var process = new ProcessExecution(loop, request.Id ?? table.NextId(), request, counters, strays);
        var variables = environment.With(request.Env, ProcessExecution.MarkerName, process.Id);
        var path = request.Command.Count == 0 ? null : CommandPath.Find(request.Command[0], variables.GetValueOrDefault("PATH"));
        var failure = path is null ? Errno.NotFound : process.Start(spawner, Describe(path, variables, folder, request), request);
        if (failure < 0)
        {
            execution = null;
            return Refuse(failure, request);
        }

        table.Add(process);
        execution = process;
        return null;
    }

    private static Program Describe(string path, Dictionary<string, string> variables, int folder, ExecuteRequest request) => new()
    {
        Path = path,
        Arguments = request.Command,
        Environment = ProcessEnvironment.Lines(variables),
        WorkingDirectory = folder,
        Descriptors = [],
        CpuSeconds = request.CpuMs < 0 ? -1 : (request.CpuMs / 1000) + 1,
        FileBytes = request.FileBytes,
    };

    private static RefusalReply Refuse(int failure, ExecuteRequest request) => failure switch
    {
        Errno.TryAgain or Errno.NoMemory or Errno.TooManyFiles or Errno.TooManyFilesInSystem =>
            new(AgentRefusal.TooManyExecutions, "The sandbox has no room for one more process: end some, or wait."),
        _ => new(AgentRefusal.CommandNotFound, $"There is no program '{(request.Command.Count == 0 ? "" : request.Command[0])}' that can be run (errno {-failure}).") { Field = "command" },
    };
}
