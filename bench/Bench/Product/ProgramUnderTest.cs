using Sandboxes.Testing;

namespace Sandboxes.Bench;

/// <summary>The built program as one process, ready when it is constructed, stopped by SIGTERM.</summary>
internal sealed class ProgramUnderTest : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(120);

    private readonly ProgramProcess _process;

    public ProgramUnderTest(BenchOptions options, ProgramSettings settings)
    {
        Settings = settings;
        var port = FreePort.Next();
        var log = options.NewLog($"program-{settings.Runtime}");
        _process = new(options.Program, log, port, settings.Environment(port, Path.GetFullPath(options.Agent)));
        if (!Waiting.Until(_process.IsReady, StartLimit))
        {
            throw new BenchException($"The program was not ready in {StartLimit.TotalSeconds} s; its output is in {log}");
        }
    }

    public ProgramSettings Settings { get; }
    public int Id => _process.Id;

    public SandboxClient Connect() => _process.Connect();

    /// <summary>With another organization's key.</summary>
    public SandboxClient Connect(string key) => _process.Connect(key);

    public HttpConnection ConnectRaw() => _process.ConnectRaw();

    public void Dispose() => _process.Dispose();
}
