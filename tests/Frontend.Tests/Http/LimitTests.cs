using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sandboxes.Frontend.Tests;

/// <summary>What is too large, too deep, too slow or too many.</summary>
public sealed class LimitTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_AHundredMegabytes_Is413NamingTheLimit()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.PutAsync("/v1/sessions/alice", new Zeros(100_000_000, announced: true), Cancellation);

        var problem = await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        Assert.Equal(RequestBody.MaxBytes, (int?)problem["limit"]);
        Assert.Null(host.Cluster.Session("alice").Asked);
    }

    [Fact]
    public async Task Json_LongerThanTheLimitWithoutSayingSo_Is413()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.PutAsync("/v1/sessions/alice", new Zeros(RequestBody.MaxBytes + 1, announced: false), Cancellation);

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Fact]
    public async Task Json_SourceOfTenMegabytes_Is413()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");

        var response = await host.Client.PostAsync("/v1/sessions/alice/executions", $$"""{"language": "python", "code": "{{new string('x', 10_000_000)}}"}""");

        await response.ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Fact]
    public async Task Json_ThreeMegabytesInManySegments_IsRead()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        var code = new string('x', 3_000_000);

        var execution = await (await host.Client.PostAsync("/v1/sessions/alice/executions", $$"""{"language": "python", "code": "{{code}}"}""")).BodyAsync();

        Assert.Equal(code, (string?)execution["stdout"]);
    }

    [Fact]
    public async Task Json_TenThousandLevels_Is400()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.PutAsync("/v1/sessions/alice", string.Concat(Enumerable.Repeat("{\"env\":", 10_000)));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Connections_BeyondTheLimit_AreClosedAndOthersUnharmed()
    {
        await using var host = await FrontendHost.StartAsync(options => options.MaxConnections = 2);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.GetAsync("/v1/ping", Cancellation)).StatusCode);
        using var idle = await ConnectAsync(host);
        await AnswerAsync(idle, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n", until: "alive");

        using var beyond = await ConnectAsync(host);

        Assert.Equal(0, await ReadAsync(beyond));
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.GetAsync("/v1/ping", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Headers_ThatNeverEnd_AreCutByTime()
    {
        await using var host = await FrontendHost.StartAsync(options => options.HeadersTimeout = TimeSpan.FromSeconds(1));
        using var slow = await ConnectAsync(host);

        var answer = await AnswerAsync(slow, "GET /v1/ping HTTP/1.1\r\nHost: a\r\nX-Slow: ", until: null);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_SlowerThanTheRate_IsCut()
    {
        await using var host = await FrontendHost.StartAsync(options => (options.LeastBytesPerSecond, options.RateGrace) = (1_000_000, TimeSpan.FromSeconds(1.1)));
        using var slow = await ConnectAsync(host);

        var answer = await AnswerAsync(slow, $"PUT /v1/sessions/alice HTTP/1.1\r\nHost: a\r\nX-API-Key: {FrontendHost.Key}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{", until: null);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("request_timeout", answer, StringComparison.Ordinal);
        Assert.Null(host.Cluster.Session("alice").Asked);
    }

    [Fact]
    public async Task Upload_ThatBreaksOff_LeavesNoFile()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync("/v1/sessions/alice", "{}");
        var sandbox = host.Cluster.SandboxOf("alice");
        using (var client = await ConnectAsync(host))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"PUT /v1/sessions/alice/files/a HTTP/1.1\r\nHost: a\r\nX-API-Key: {FrontendHost.Key}\r\nContent-Length: 100\r\n\r\nhalf"), Cancellation);
            await sandbox.Opened.Task.WaitAsync(Cancellation);
        }

        await sandbox.Closed.Reader.ReadAsync(Cancellation);
        Assert.Empty(sandbox.Files);
    }

    private static async Task<TcpClient> ConnectAsync(FrontendHost host)
    {
        var client = new TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
        return client;
    }

    private static async Task<int> ReadAsync(TcpClient client)
    {
        try
        {
            return await client.GetStream().ReadAsync(new byte[1], Cancellation);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static async Task<string> AnswerAsync(TcpClient client, string request, string? until)
    {
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Cancellation);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (until is null || !answer.ToString().Contains(until, StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer, Cancellation);
            if (read == 0)
            {
                break;
            }

            answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return answer.ToString();
    }

    /// <summary>A JSON body of spaces, made as it is sent.</summary>
    private sealed class Zeros : HttpContent
    {
        private readonly long _length;
        private readonly bool _announced;

        public Zeros(long length, bool announced)
        {
            (_length, _announced) = (length, announced);
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var spaces = new byte[64 << 10];
            Array.Fill(spaces, (byte)' ');
            for (var left = _length; left > 0; left -= spaces.Length)
            {
                await stream.WriteAsync(spaces.AsMemory(0, (int)Math.Min(left, spaces.Length)));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return _announced;
        }
    }
}
