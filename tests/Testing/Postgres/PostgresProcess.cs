using System.Diagnostics;
using System.Globalization;

namespace Sandboxes.Testing.Postgres;

/// <summary>A running server. A shell stands between it and us, so that it ends when we do, however that happens.</summary>
internal sealed class PostgresProcess : IDisposable
{
    /// <summary>The watcher sees the end of our side of its input; background commands get none unless they are handed it.</summary>
    private const string Watched = """
        exec 3<&0
        log=$1
        shift
        "$@" </dev/null 3<&- >>"$log" 2>&1 &
        echo $!
        server=$!
        (cat <&3; kill -INT "$server") >/dev/null 2>&1 &
        exec 3<&- >/dev/null
        wait "$server"
        """;

    private readonly Process _shell;

    private PostgresProcess(Process shell, int id) => (_shell, Id) = (shell, id);

    public int Id { get; }

    public bool HasExited => _shell.HasExited;

    public static async Task<PostgresProcess> Start(string log, params string[] server)
    {
        string[] command = PostgresPrograms.Unprivileged(["sh", "-c", Watched, "sh", log, .. server]);
        var shell = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" })
            ?? throw new InvalidOperationException($"{command[0]} did not start.");
        var id = await shell.StandardOutput.ReadLineAsync();
        return new(shell, int.Parse(id ?? throw new InvalidOperationException("The shell said no process id."), CultureInfo.InvariantCulture));
    }

    public Task Exited() => _shell.WaitForExitAsync();

    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.Dispose();
    }
}
