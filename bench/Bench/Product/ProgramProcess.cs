using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Sandboxes.Bench;

/// <summary>One process of the built program, started from its binary, with its output in a file.</summary>
internal sealed partial class ProgramProcess : IDisposable
{
    private const int Sigterm = 15;
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly string _log;

    public ProgramProcess(string program, string log, int port, IEnumerable<KeyValuePair<string, string>> environment, string arguments = "")
    {
        (_log, Port) = (log, port);
        _process = Process.Start(StartInfo(program, log, arguments, environment)) ?? throw new BenchException("The program did not start.");
    }

    public int Id => _process.Id;

    public int Port { get; }

    public SandboxClient Connect() => new(ConnectRaw());

    /// <summary>With another organization's key.</summary>
    public SandboxClient Connect(string key) => new(new HttpConnection(Port, key));

    public HttpConnection ConnectRaw() => new(Port, ProgramSettings.Key);

    /// <summary>Whether a lease could be served. A program that has ended is a failure of the benchmark.</summary>
    public bool IsReady()
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
        catch (Exception refused) when (refused is SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>SIGKILL; returns when it is no more.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void SignalStop()
    {
        if (!_process.HasExited && Kill(_process.Id, Sigterm) != 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    public void Dispose()
    {
        SignalStop();
        if (!_process.WaitForExit(StopLimit))
        {
            _process.Kill();
            throw new BenchException($"The program did not stop within {StopLimit.TotalSeconds} s of SIGTERM; its output is in {_log}");
        }

        _process.Dispose();
    }

    /// <summary>Runs the program to its own end.</summary>
    public static void Run(string program, string log, string arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        using var process = new ProgramProcess(program, log, 0, environment, arguments);
        process._process.WaitForExit();
    }

    private static ProcessStartInfo StartInfo(string program, string log, string arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        // The shell becomes the program, so that its output is a file and this process reads no pipe while it measures.
        var start = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        string[] shell = ["-c", $"exec dotnet \"$1\" {arguments} >>\"$2\" 2>&1", "sh", program, log];
        foreach (var argument in shell)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int process, int signal);
}
