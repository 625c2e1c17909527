using System.Net.Http.Headers;
using System.Text;
using Sandboxes.Chaos.Cluster;

namespace Sandboxes.Chaos.Clients;

/// <summary>One frontend, spoken to over HTTP as any client would.</summary>
internal sealed class Api : IDisposable
{
    /// <summary>Longer than a frontend holds a request while a silo restarts, so that giving up is rare, and short enough to go on.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http;

    public Api(string name, Uri address)
    {
        Name = name;
        _http = new(new SocketsHttpHandler { ConnectTimeout = ConnectLimit, UseCookies = false }) { BaseAddress = address, Timeout = Patience };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ChaosCluster.Key);
    }

    public string Name { get; }

    public Task<Answer> Send(HttpMethod method, string path, string? json = null) =>
        Send(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), "application/json");

    public Task<Answer> Upload(string path, string text) => Send(HttpMethod.Put, path, new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "*/*");

    public Task<Answer> Download(string path) => Send(HttpMethod.Get, path, null, "*/*");

    /// <summary>All events of an execution, a line each, until it ends.</summary>
    public Task<Answer> Lines(string path) => Send(HttpMethod.Get, path, null, "application/x-ndjson");

    public void Dispose() => _http.Dispose();

    private async Task<Answer> Send(HttpMethod method, string path, HttpContent? content, string accept)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.Accept.ParseAdd("application/problem+json");
        try
        {
            using var response = await _http.SendAsync(request);
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), null);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException)
        {
            return new(null, "", $"{error.GetType().Name}: {error.Message}");
        }
    }
}
