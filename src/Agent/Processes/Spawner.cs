using System.Text;

namespace Sandboxes.Agent;

/// <summary>What a program is started with. Limits of -1 are not set.</summary>
internal sealed record Program
{
    public required string Path { get; init; }

    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Lines of the form NAME=VALUE.</summary>
    public required IReadOnlyList<string> Environment { get; init; }

    public required int WorkingDirectory { get; init; }

    /// <summary>Become descriptors 0, 1, 2 and, where there is a fourth, 3.</summary>
    public required int[] Descriptors { get; init; }

    public long CpuSeconds { get; init; } = -1;

    public long FileBytes { get; init; } = -1;
}

/// <summary>Starts programs.</summary>
internal sealed class Spawner(ProcessList processes, long processLimit, bool dieWithAgent)
{
    /// <summary>The process id, or the negative error that kept the program from running.</summary>
    public unsafe int Spawn(Program program)
    {
        using var path = new CString(Encoding.UTF8.GetBytes(program.Path));
        using var arguments = new CStrings(program.Arguments);
        using var environment = new CStrings(program.Environment);
        var spawn = new SpawnArguments
        {
            Path = path.Pointer,
            Arguments = arguments.Pointer,
            Environment = environment.Pointer,
            CpuSeconds = program.CpuSeconds,
            FileBytes = program.FileBytes,
            Processes = processLimit,
            WorkingDirectory = program.WorkingDirectory,
            DieWithParent = dieWithAgent ? 1 : 0,
        };
        for (var i = 0; i < 4; i++)
        {
            spawn.Descriptors[i] = i < program.Descriptors.Length ? program.Descriptors[i] : -1;
        }

        var id = Native.Spawn(&spawn);
        if (id > 0)
        {
            processes.PreferForOom(id);
        }

        return id;
    }
}
