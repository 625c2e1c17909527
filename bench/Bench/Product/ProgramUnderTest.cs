using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sandboxes.Bench;

/// <summary>The built program, started from its binary on a free port and stopped by SIGTERM.</summary>
internal sealed partial class ProgramUnderTest : IDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _log;

    public ProgramUnderTest(BenchOptions options, ProgramSettings settings)
    {
        Settings = settings;
        Port = FreePort();
        _log = Path.Combine(options.Results, $"program-{settings.Runtime}.log");
        _process = Process.Start(StartInfo(options)) ?? throw new BenchException("The program did not start.");
        AwaitReady();
    }

    public ProgramSettings Settings { get; }
    public int Port { get; }
    public int Id => _process.Id;

    /// <summary>Time from the process's start until a lease could be served.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public SandboxClient Connect() => new(new HttpConnection(Port, ProgramSettings.Key));

    public HttpConnection ConnectRaw() => new(Port, ProgramSettings.Key);

    private ProcessStartInfo StartInfo(BenchOptions options)
    {
        // The shell becomes the program, so that its output is a file and this process reads no pipe while it measures.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        string[] arguments = ["-c", "exec dotnet \"$1\" >\"$2\" 2>&1", "sh", options.Program, _log];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in Settings.Environment(Port, Path.GetFullPath(options.Agent)))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private void AwaitReady()
    {
        var since = Stopwatch.StartNew();
        if (!Waiting.Until(IsReady, StartLimit))
        {
            throw new BenchException($"The program was not ready in {StartLimit.TotalSeconds} s; its output is in {_log}");
        }

        ReadyAfter = since.Elapsed;
    }

    private bool IsReady()
    {
        if (_process.HasExited)
        {
            throw new BenchException($"The program ended with status {_process.ExitCode}:\n{File.ReadAllText(_log)}");
        }

        try
        {
            using var client = Connect();
            return client.IsReady();
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        if (Kill(_process.Id, Sigterm) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }

        if (!_process.WaitForExit(StopLimit))
        {
            _process.Kill();
            throw new BenchException($"The program did not stop within {StopLimit.TotalSeconds} s of SIGTERM.");
        }

        _process.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
