using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;
using Sandboxes.Silo.Channels;
using Sandboxes.Testing;

namespace Sandboxes.Agent.Tests.Pods;

/// <summary>An agent as it runs in a pod: in namespaces of its own for processes, waiting to be told what it is. The network is this machine's, so that TCP reaches it; the abstract socket is then shared too.</summary>
internal sealed class PodAgent : IAsyncDisposable
{
    public const string Sandbox = "s1-pod";
    private const int Unprivileged = 54_321;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pod-agent-");
    private readonly List<ISandboxChannel> _channels = [];

    private PodAgent()
    {
        Directory.CreateDirectory(AgentFolder);
        // As Kubernetes makes an emptyDir in memory: with the sticky bit.
        Directory.CreateDirectory(OnceFolder);
        File.SetUnixFileMode(_folder.FullName, (UnixFileMode)0x1ED);
        File.SetUnixFileMode(OnceFolder, (UnixFileMode)0x3FF);
        Assert.Equal(0, Install());
        Process = Launch();
    }

    public Process Process { get; private set; }

    public string Token => OnceFolder + "/start/token";

    private string AgentFolder => _folder.FullName + "/agent";

    private string OnceFolder => _folder.FullName + "/once";

    public int Port { get; } = FreePort.Next();

    public SandboxSecrets Secrets { get; } = new(RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));

    /// <summary>Told to it at its start.</summary>
    public byte[] SystemCallFilter { get; set; } = [];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static PodAgent Start() => new();

    /// <summary>The container starts again over the same files. What it says, and its exit code.</summary>
    public async Task<(string Said, int ExitCode)> StartAgainAsync()
    {
        Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync(Cancellation);
        Process.Dispose();
        Process = Launch();
        var said = await Process.StandardError.ReadToEndAsync(Cancellation);
        await Process.WaitForExitAsync(Cancellation);
        return (said, Process.ExitCode);
    }

    /// <summary>The init container, by the user of these tests. Its exit code.</summary>
    public int Install()
    {
        using var install = System.Diagnostics.Process.Start(AgentBinary.Path, ["install", AgentFolder, Token]);
        install.WaitForExit();
        return install.ExitCode;
    }

    public AgentStart Told(params string[] kernels) => new()
    {
        Sandbox = Sandbox,
        Key = Secrets.Key,
        Workspace = "/elsewhere",
        SystemCallFilter = SystemCallFilter,
        Kernels = [.. kernels.Select(language => new KernelStart(language, [language == "python" ? "python3" : "node"]))],
    };

    public async Task<(ISandboxChannel Channel, SealState Found)> ConnectAsync(SandboxSecrets? secrets = null, string sandbox = Sandbox, params string[] kernels)
    {
        var opened = await SealedChannel.OpenAsync(await TcpAsync(), sandbox, secrets ?? Secrets, () => Told(kernels), TimeProvider.System, Cancellation);
        _channels.Add(opened.Channel);
        return opened;
    }

    /// <summary>A stream as soon as it listens.</summary>
    public async Task<Stream> TcpAsync()
    {
        while (true)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, Port, Cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (!Process.HasExited)
            {
                socket.Dispose();
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            await channel.DisposeAsync();
        }

        Process.Kill(entireProcessTree: true);
        await Process.WaitForExitAsync(CancellationToken.None);
        Process.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A command in the sandbox's namespaces, as pods/exec starts one.</summary>
    public ProcessStartInfo Exec(params string[] command)
    {
        var inside = int.Parse(File.ReadAllText($"/proc/{Process.Id}/task/{Process.Id}/children").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        return new("nsenter", [$"--target={inside}", "--user", "--preserve-credentials", "--mount", "--pid", "--ipc", "--", .. command]) { RedirectStandardInput = true, RedirectStandardOutput = true };
    }

    private Process Launch() => System.Diagnostics.Process.Start(new ProcessStartInfo(
        "/usr/bin/setpriv",
        [
            $"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups",
            "bwrap", "--unshare-user", "--unshare-pid", "--unshare-ipc", "--die-with-parent", "--as-pid-1", "--new-session", "--clearenv",
            "--ro-bind", "/usr", "/usr", "--ro-bind", "/lib", "/lib", "--ro-bind", "/lib64", "/lib64", "--ro-bind", "/bin", "/bin",
            "--ro-bind", "/etc/alternatives", "/etc/alternatives", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--tmpfs", "/workspace",
            "--ro-bind", AgentFolder, "/sandbox/agent", "--bind", OnceFolder, "/sandbox/once",
            "/sandbox/agent/sandbox-agent", "serve-pod", "--sandbox", Sandbox, "--start-key", Convert.ToBase64String(KeyAgreement.PublicKey(Secrets.StartPrivateKey)),
            "--workspace", "/workspace", "--token", "/sandbox/once/start/token", "--tcp", $"{Port}",
        ])
    { RedirectStandardError = true })!;
}
