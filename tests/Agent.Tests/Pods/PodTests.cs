using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;
using Sandboxes.Silo.Channels;
using Sandboxes.Silo.Runtimes.Local.Seccomp;
using Sandboxes.Silo.Transport;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Agent.Tests.Pods;

[Collection("abstract socket")]
public class PodTests
{
    private static readonly LeaseId Lease = new("lease-1");

    private static CancellationToken Cancellation => PodAgent.Cancellation;

    [Fact]
    public async Task FirstConnection_WithTheStartKey_SaysWhatItIsAndGoesOnAsAChannel()
    {
        await using var agent = PodAgent.Start();

        var (channel, found) = await agent.ConnectAsync(kernels: "python");

        Assert.Equal(SealState.Waiting, found);
        Assert.Null(await channel.Warm(Cancellation));
        Assert.Equal("42\n", await CellAsync(channel, "print(6 * 7)"));
    }

    [Fact]
    public async Task SystemCalls_ThatItIsToldToRefuse_AreRefusedToWhatItStarts()
    {
        const string code =
            """
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            for call in ((41, 40, 1, 0), (425, 8, 0), (272, 0x10000000), (250, 0, -3, 0)):
                print(libc.syscall(*call) < 0 and os.strerror(ctypes.get_errno()))
            """;
        await using var agent = PodAgent.Start();
        agent.SystemCallFilter = SeccompFilter.Encode(SeccompFilter.Build());

        var (channel, _) = await agent.ConnectAsync(kernels: "python");

        Assert.Null(await channel.Warm(Cancellation));
        Assert.Equal(
            "Address family not supported by protocol\nFunction not implemented\nOperation not permitted\nOperation not permitted\n",
            await CellAsync(channel, code));
    }

    [Fact]
    public async Task SystemCalls_OfAProgramThatTheKernelDoesNotTake_EndTheAgent()
    {
        await using var agent = PodAgent.Start();
        agent.SystemCallFilter = new byte[8];

        await Assert.ThrowsAnyAsync<Exception>(() => agent.ConnectAsync());
        await agent.Process.WaitForExitAsync(Cancellation);
        Assert.NotEqual(0, agent.Process.ExitCode);
    }

    [Fact]
    public async Task LaterConnections_AreSealedWithTheSandboxsOwnKey()
    {
        await using var agent = PodAgent.Start();
        var (first, _) = await agent.ConnectAsync(kernels: "python");
        await HoldAsync(first);
        await first.DisposeAsync();

        var (second, found) = await agent.ConnectAsync(new(agent.Secrets.Key, new byte[32]));

        Assert.Equal(SealState.Started, found);
        Assert.Equal(Lease, (await second.Status(Cancellation)).Lease);
    }

    [Fact]
    public async Task WaitingAgent_OtherStartKey_StaysUntoldAndWaitsForTheRightOne()
    {
        await using var agent = PodAgent.Start();

        await Assert.ThrowsAsync<ChannelClosedException>(() => agent.ConnectAsync(agent.Secrets with { StartPrivateKey = new byte[32] }));

        Assert.Equal(SealState.Waiting, (await agent.ConnectAsync()).Found);
    }

    [Fact]
    public async Task StartedAgent_OtherKey_IsNotHeard()
    {
        await using var agent = PodAgent.Start();
        await agent.ConnectAsync();

        await Assert.ThrowsAsync<ChannelClosedException>(() => agent.ConnectAsync(agent.Secrets with { Key = new byte[32] }));

        Assert.Equal(SealState.Started, (await agent.ConnectAsync()).Found);
    }

    [Fact]
    public async Task Garbage_InsteadOfAHello_HoldsNobodyUp()
    {
        await using var agent = PodAgent.Start();
        await using (var garbage = await agent.TcpAsync())
        {
            await garbage.WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: a-sandbox-that-is-no-web-server\r\n\r\n"), Cancellation);
        }

        Assert.Equal(SealState.Waiting, (await agent.ConnectAsync()).Found);
    }

    [Fact]
    public async Task Container_StartedAgainOverTheSameFiles_SaysSoAndDoesNotServe()
    {
        await using var agent = PodAgent.Start();
        await agent.ConnectAsync();

        var (said, exitCode) = await agent.StartAgainAsync();

        Assert.Equal(ExitCodes.StartedBefore, exitCode);
        Assert.Contains("no start token", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_OfAnAgentThatListens_IsTaken()
    {
        await using var agent = PodAgent.Start();
        await using var stream = await agent.TcpAsync();

        Assert.False(File.Exists(agent.Token));
    }

    [Theory]
    [InlineData("echo again > /sandbox/once/start/token")]
    [InlineData("! rmdir /sandbox/once/start && ! mv /sandbox/once/start /sandbox/once/other")]
    [InlineData("mkdir /sandbox/once/start/token")]
    [InlineData("ln -s /sandbox/agent/sandbox-agent /sandbox/once/start/token")]
    [InlineData("! ln /sandbox/agent/sandbox-agent /sandbox/once/start/token")]
    [InlineData("! /sandbox/agent/sandbox-agent install /sandbox/once /sandbox/once/start/token")]
    [InlineData("touch /sandbox/once/start/token; ! chown 65534 /sandbox/once/start/token")]
    public async Task Token_ThatUserCodeMakes_IsNone(string command)
    {
        await using var agent = PodAgent.Start();
        var (channel, _) = await agent.ConnectAsync();
        await HoldAsync(channel);
        var started = await channel.Execute(Lease, new() { Command = ["sh", "-c", command] }, Cancellation);
        await OutputAsync(channel, started.Value!.Id);

        Assert.Equal(ExitCodes.StartedBefore, (await agent.StartAgainAsync()).ExitCode);
    }

    [Fact]
    public async Task Installation_Repeated_MakesNoSecondToken()
    {
        await using var agent = PodAgent.Start();
        await agent.ConnectAsync();

        Assert.Equal(ExitCodes.StartedBefore, agent.Install());
        Assert.Equal(ExitCodes.StartedBefore, (await agent.StartAgainAsync()).ExitCode);
    }

    [Fact]
    public async Task ManyBytes_BothWays_ComeThrough()
    {
        await using var agent = PodAgent.Start();
        var (channel, _) = await agent.ConnectAsync();
        await HoldAsync(channel);

        var started = await channel.Execute(Lease, new() { Command = ["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x; head -c 300000 /dev/zero | tr '\\0' y"] }, Cancellation);

        var text = await OutputAsync(channel, started.Value!.Id);
        Assert.Equal(600_000, text.Length);
        Assert.Equal(300_000, text.IndexOf('y', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Agent_OfAnotherUser_CannotBeReadOrTracedFromInside()
    {
        await using var agent = PodAgent.Start();
        var (channel, _) = await agent.ConnectAsync(kernels: "python");
        await HoldAsync(channel);

        var started = await channel.Execute(Lease, new() { Command = ["sh", "-c", "cat /proc/1/environ /proc/1/maps /sandbox/agent/sandbox-agent 2>&1 | grep -c 'Permission denied'"] }, Cancellation);

        Assert.Equal("3\n", await OutputAsync(channel, started.Value!.Id));
    }

    [Fact]
    public async Task Bridge_StartedAsByExec_CarriesAChannel()
    {
        await using var agent = PodAgent.Start();
        await agent.ConnectAsync(kernels: "python");
        using var bridge = Process.Start(agent.Exec("/sandbox/agent/sandbox-agent", "bridge"))!;
        var stream = new DuplexStream(new Ends(bridge));

        var (channel, found) = await SealedChannel.OpenAsync(stream, PodAgent.Sandbox, agent.Secrets, () => agent.Told(), TimeProvider.System, Cancellation);

        Assert.Equal(SealState.Started, found);
        Assert.Equal("42\n", await CellAsync(channel, "print(6 * 7)"));
        await channel.DisposeAsync();
        bridge.StandardInput.Close();
        await bridge.WaitForExitAsync(Cancellation);
        Assert.Equal(0, bridge.ExitCode);
    }

    [Fact]
    public async Task Bridge_WhereNobodyListens_EndsAtOnce()
    {
        using var bridge = Process.Start(new ProcessStartInfo(AgentBinary.Path, ["bridge"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;

        await bridge.WaitForExitAsync(Cancellation);

        Assert.Equal(ExitCodes.BadStart, bridge.ExitCode);
    }

    private static async Task<string> CellAsync(ISandboxChannel channel, string code)
    {
        await HoldAsync(channel);
        var started = await channel.Execute(Lease, new() { Language = "python", Code = Encoding.UTF8.GetBytes(code) }, Cancellation);
        return await OutputAsync(channel, started.Value!.Id);
    }

    private static async Task HoldAsync(ISandboxChannel channel)
    {
        Assert.Equal(LatchResult.Ok, await channel.Bind(Lease, TimeSpan.FromSeconds(30), Cancellation));
        Assert.Equal(LatchResult.Ok, await channel.Confirm(Lease, new(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5)), null, Cancellation));
    }

    private static async Task<string> OutputAsync(ISandboxChannel channel, string execution)
    {
        var run = FinishedRun.Of(await SandboxUnderTest.ReadToEnd(channel, Lease, execution, Cancellation));
        Assert.Equal(Verdict.Ok, run.End.Verdict);
        return run.Stdout;
    }

    private sealed class Ends(Process process) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(process.StandardOutput.BaseStream);

        public PipeWriter Output { get; } = PipeWriter.Create(process.StandardInput.BaseStream);
    }
}
