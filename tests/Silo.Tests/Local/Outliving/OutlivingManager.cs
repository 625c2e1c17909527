using System.Diagnostics;
using System.IO.Pipes;
using System.Text;
using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local;

namespace Sandboxes.Silo.Tests.Local.Outliving;

/// <summary>A manager in a process of its own whose sandboxes outlive it, and the state folder that it shares with those that come after it.</summary>
internal sealed class OutlivingManager : IAsyncDisposable
{
    public const string Node = "silo-1";

    private const string FolderVariable = "SANDBOX_TEST_OUTLIVE_FOLDER";
    private const string PipeVariable = "SANDBOX_TEST_OUTLIVE_PIPE";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly AnonymousPipeServerStream _pipe;

    private OutlivingManager(Process process, AnonymousPipeServerStream pipe, string stateFolder, IReadOnlyDictionary<string, string> told) =>
        (_process, _pipe, StateFolder, Told) = (process, pipe, stateFolder, told);

    public string StateFolder { get; }

    public string Instance => Path.Combine(StateFolder, "node-" + Node);

    /// <summary>What the other process said, by key.</summary>
    public IReadOnlyDictionary<string, string> Told { get; }

    public static bool IsThisProcess => Environment.GetEnvironmentVariable(FolderVariable) is not null;

    public static LocalRuntimeOptions NewOptions(string stateFolder)
    {
        var options = LocalRuntimeFixture.NewOptions();
        (options.StateFolder, options.NodeName, options.Outlive) = (stateFolder, Node, true);
        return options;
    }

    /// <summary>Starts one over a new state folder, or one that others have used, and waits until it is ready, or has said so many things.</summary>
    public static async Task<OutlivingManager> Start(string part, CancellationToken cancellation, string? folder = null, int mostTold = int.MaxValue)
    {
        folder ??= LocalRuntimeFixture.NewOptions().StateFolder!;
        var pipe = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var process = Process.Start(Command(part, folder, pipe.GetClientHandleAsString()))!;
        pipe.DisposeLocalCopyOfClientHandle();
        var reader = new StreamReader(pipe);
        var told = new Dictionary<string, string>();
        for (var line = await reader.ReadLineAsync(cancellation); line is not "ready" && told.Count < mostTold; line = await reader.ReadLineAsync(cancellation))
        {
            Assert.False(line is null, "the manager ended before it was ready");
            var parts = line!.Split('=', 2);
            told[parts[0]] = parts[1];
        }

        return new(process, pipe, folder, told);
    }

    /// <summary>The other process's side: makes what the test needs, tells of it, and waits to be killed.</summary>
    public static async Task Hold(Func<LocalRuntime, Func<string, string, ValueTask>, CancellationToken, Task> make, Action<LocalRuntimeOptions>? change = null)
    {
        using var limit = new CancellationTokenSource(Patience);
        var options = NewOptions(Environment.GetEnvironmentVariable(FolderVariable)!);
        change?.Invoke(options);
        await using var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(limit.Token);
        await using var pipe = new AnonymousPipeClientStream(PipeDirection.Out, Environment.GetEnvironmentVariable(PipeVariable)!);
        using var one = new SemaphoreSlim(1);
        await make(runtime, async (key, value) =>
        {
            await one.WaitAsync(limit.Token);
            await pipe.WriteAsync(Encoding.UTF8.GetBytes($"{key}={value}\n"), limit.Token);
            one.Release();
        }, limit.Token);
        await pipe.WriteAsync("ready\n"u8.ToArray(), limit.Token);
        await Task.Delay(Patience, TimeProvider.System, limit.Token);
    }

    public SandboxId Id(string key) => new(Node, Told[key]);

    public async Task Kill(CancellationToken cancellation)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellation);
    }

    /// <summary>The next manager, in this process.</summary>
    public async Task<LocalRuntime> Next(CancellationToken cancellation, Action<LocalRuntimeOptions>? change = null)
    {
        var options = NewOptions(StateFolder);
        change?.Invoke(options);
        var runtime = LocalRuntimeFixture.NewRuntime(options);
        await runtime.Start(cancellation);
        return runtime;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill(CancellationToken.None);
        _process.Dispose();
        await _pipe.DisposeAsync();
        await StateFolders.Clear(NewOptions(StateFolder));
    }

    private static ProcessStartInfo Command(string part, string folder, string pipe)
    {
        var start = TestProcess.Start(AppContext.BaseDirectory, [], "--filter-method", "*" + part);
        start.Environment[FolderVariable] = folder;
        start.Environment[PipeVariable] = pipe;
        (start.RedirectStandardOutput, start.RedirectStandardError) = (false, false);
        return start;
    }
}
