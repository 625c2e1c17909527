using System.Diagnostics;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;
using Sandboxes.Silo.Channels;

namespace Sandboxes.Agent.Tests;

/// <summary>How an agent is contained.</summary>
public enum Containment
{
    /// <summary>A bare process of this machine.</summary>
    None,

    /// <summary>Process 1 of a pid namespace, under a uid that is not root.</summary>
    Bubblewrap,
}

/// <summary>A real agent and a channel to it.</summary>
internal sealed partial class RunningAgent : IAsyncDisposable
{
    public const string Sandbox = "s-test";
    public static readonly LeaseId Lease = new("lease-1");

    private const int Unprivileged = 54_321;
    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly List<ISandboxChannel> _channels = [];

    private RunningAgent(DirectoryInfo folder, Process process, byte[] key, Containment containment)
    {
        (_folder, _process, Key) = (folder, process, key);
        Workspace = containment == Containment.None ? Path.Combine(folder.FullName, "workspace") : "/workspace";
    }

    public byte[] Key { get; }

    public string Workspace { get; }

    public string SocketPath => Path.Combine(_folder.FullName, "agent.sock");

    public Process Process => _process;

    public ISandboxChannel Channel => _channels[0];

    public static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Starts one with an open channel, its kernels warm.</summary>
    public static async Task<RunningAgent> Start(Containment containment, Func<AgentStart, AgentStart>? change = null, params string[] kernels)
    {
        var agent = Launch(containment, change, kernels);
        await agent.Connect();
        Assert.Null(await agent.Channel.Warm(Cancellation));
        return agent;
    }

    /// <summary>Starts one that a lease holds.</summary>
    public static async Task<RunningAgent> StartLeased(Containment containment, Func<AgentStart, AgentStart>? change = null, params string[] kernels)
    {
        var agent = await Start(containment, change, kernels);
        await agent.Hold(Lease);
        return agent;
    }

    public async Task Hold(LeaseId lease, IReadOnlyDictionary<string, string>? env = null)
    {
        Assert.Equal(LatchResult.Ok, await Channel.Bind(lease, TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal(LatchResult.Ok, await Channel.Confirm(lease, new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)), env, Cancellation));
    }

    public static RunningAgent Launch(Containment containment, Func<AgentStart, AgentStart>? change = null, params string[] kernels)
    {
        var folder = Directory.CreateTempSubdirectory("agent-test-");
        File.SetUnixFileMode(folder.FullName, (UnixFileMode)0x1ED);
        Directory.CreateDirectory(Path.Combine(folder.FullName, "workspace"));
        var key = RandomNumberGenerator.GetBytes(Proof.Bytes);
        using var listener = Listen(Path.Combine(folder.FullName, "agent.sock"));
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var start = new AgentStart
        {
            Sandbox = Sandbox,
            Key = key,
            Workspace = containment == Containment.None ? Path.Combine(folder.FullName, "workspace") : "/workspace",
            Kernels = [.. kernels.Select(language => new KernelStart(language, [language == "python" ? "/usr/bin/python3" : "/usr/bin/node"]))],
            OwnsPidNamespace = containment == Containment.Bubblewrap,
        };
        string[] serve = ["serve", "--listen-fd", Descriptor(listener).ToString(null, null), "--start-fd", pipe.GetClientHandleAsString()];
        var process = Process.Start(CommandLine(containment, folder, serve))!;
        pipe.DisposeLocalCopyOfClientHandle();
        pipe.Write((change?.Invoke(start) ?? start).Encode());
        return new(folder, process, key, containment);
    }

    public async Task<ISandboxChannel> Connect(byte[]? key = null)
    {
        var channel = await AgentChannel.OpenAsync(await ConnectStream(), Sandbox, key ?? Key, TimeProvider.System, Cancellation);
        _channels.Add(channel);
        return channel;
    }

    public async Task<Stream> ConnectStream()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), Cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    public async Task<int> Exited()
    {
        await _process.WaitForExitAsync(Cancellation);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in _channels)
        {
            await channel.DisposeAsync();
        }

        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static ProcessStartInfo CommandLine(Containment containment, DirectoryInfo folder, string[] serve)
    {
        if (containment == Containment.None)
        {
            return new(AgentBinary.Path, serve);
        }

        var copy = Path.Combine(folder.FullName, "sandbox-agent");
        File.Copy(AgentBinary.Path, copy);
        return new("/usr/bin/setpriv",
        [
            $"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups",
            "bwrap", "--unshare-all", "--die-with-parent", "--as-pid-1", "--new-session", "--clearenv",
            "--ro-bind", "/usr", "/usr", "--ro-bind", "/lib", "/lib", "--ro-bind", "/lib64", "/lib64", "--ro-bind", "/bin", "/bin",
            "--ro-bind", "/etc/alternatives", "/etc/alternatives",
            "--proc", "/proc", "--dev", "/dev", "--mqueue", "/dev/mqueue", "--tmpfs", "/tmp", "--size", "67108864", "--tmpfs", "/workspace", "--ro-bind", copy, "/agent",
            "/agent", .. serve,
        ]);
    }

    private static Socket Listen(string path)
    {
        const int SetDescriptorFlags = 2;
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path + ".bound"));
        socket.Listen();

        // Disposing the socket removes the path that it was bound to.
        File.Move(path + ".bound", path);
        Assert.Equal(0, Control(Descriptor(socket), SetDescriptorFlags, 0));
        return socket;
    }

    private static int Descriptor(Socket socket) => (int)socket.Handle;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command, int argument);
}
