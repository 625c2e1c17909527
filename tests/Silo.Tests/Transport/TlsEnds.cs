using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;

namespace Sandboxes.Silo.Tests;

/// <summary>The two ends of one connection in memory, each with its middleware.</summary>
internal sealed class TlsEnds : IAsyncDisposable
{
    private readonly ConnectionContext _accepting;
    private readonly ConnectionContext _connecting;

    public TlsEnds()
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        _accepting = new DefaultConnectionContext("accepting", new Duplex(toServer.Reader, toClient.Writer), new Duplex(toClient.Reader, toServer.Writer));
        _connecting = new DefaultConnectionContext("connecting", new Duplex(toClient.Reader, toServer.Writer), new Duplex(toServer.Reader, toClient.Writer));
    }

    /// <summary>What the other side of the accepting end may write without any middleware.</summary>
    public IDuplexPipe Raw => _connecting.Transport;

    /// <summary>Runs the middleware, and then the server, which reads one line.</summary>
    public Task<string> AcceptAsync(Action<IConnectionBuilder> middleware) => RunAsync(_accepting, middleware, ReadAsync);

    /// <summary>Runs the middleware, and then the client, which writes the line.</summary>
    public Task<string> ConnectAsync(Action<IConnectionBuilder> middleware, string line) => RunAsync(_connecting, middleware, async context =>
    {
        await context.Transport.Output.WriteAsync(System.Text.Encoding.UTF8.GetBytes(line));
        return line;
    });

    /// <summary>What a connection that ended leaves: its other end reads the end of the stream.</summary>
    public void CloseConnecting() => _connecting.Transport.Output.Complete();

    public void CloseAccepting() => _accepting.Transport.Output.Complete();

    public async ValueTask DisposeAsync()
    {
        await _accepting.DisposeAsync();
        await _connecting.DisposeAsync();
    }

    private static async Task<string> RunAsync(ConnectionContext connection, Action<IConnectionBuilder> middleware, Func<ConnectionContext, Task<string>> application)
    {
        var said = "";
        var builder = new ConnectionBuilder(new ServiceCollection().BuildServiceProvider());
        middleware(builder);
        builder.Run(async context => said = await application(context));
        await builder.Build()(connection);
        return said;
    }

    private static async Task<string> ReadAsync(ConnectionContext context)
    {
        var read = await context.Transport.Input.ReadAsync();
        return System.Text.Encoding.UTF8.GetString(read.Buffer.ToArray());
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
