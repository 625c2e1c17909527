using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Sandboxes.Frontend.Tests;

/// <summary>Short forms of what tests send and read.</summary>
internal static class Requests
{
    public static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    public static FormUrlEncodedContent KeyForm(string key) => new([new("key", key)]);

    /// <summary>Signs in and returns the cookie to send.</summary>
    public static async Task<string> SignInAsync(this FrontendHost host, string key = FrontendHost.Key)
    {
        var response = await host.Anyone.PostAsync("/sign-in", KeyForm(key), TestContext.Current.CancellationToken);
        return response.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    public static async Task<JsonNode> BodyAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;

    public static Task<HttpResponseMessage> PutAsync(this HttpClient client, string path, string body) =>
        client.PutAsync(path, Json(body), TestContext.Current.CancellationToken);

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, string body) =>
        client.PostAsync(path, Json(body), TestContext.Current.CancellationToken);

    /// <summary>Sends a request line as it stands, with the key, which an HTTP library would tidy up.</summary>
    public static async Task<string> RawAsync(this FrontendHost host, string method, string target)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var request = $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {FrontendHost.Key}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asserts the problem that an answer is, and returns its body.</summary>
    public static async Task<JsonNode> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status, string code)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {body}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(body)!;
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal((int)status, (int?)problem["status"]);
        Assert.NotEmpty((string)problem["traceId"]!);
        Assert.Equal((int)status is 429 or 503, response.Headers.RetryAfter is not null);
        return problem;
    }
}
