using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Sandboxes.EndToEnd;

/// <summary>The HTTP contract as a client sees it. No answer may be a fault of the product's (500), whatever a test does.</summary>
internal sealed class SandboxApi : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private static int _sessions;
    private readonly HttpClient _client;

    public SandboxApi(Uri address, string key)
    {
        _client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(90) };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public Task<Reply> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Reply> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Reply> PostAsync(string path, object body) => SendAsync(HttpMethod.Post, path, JsonContent.Create(body, options: Web));

    public Task<Reply> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body, options: Web));

    public Task<Reply> PutBytesAsync(string path, byte[] bytes) => SendAsync(HttpMethod.Put, path, new ByteArrayContent(bytes));

    /// <summary>Opens a session of a name that no other test has.</summary>
    public async Task<ApiSession> OpenAsync(object? body = null)
    {
        var id = $"test-{Interlocked.Increment(ref _sessions)}";
        var reply = await PutAsync($"/v1/sessions/{id}", body ?? new { });
        reply.Expect(HttpStatusCode.Created);
        return new(this, id, reply);
    }

    /// <summary>The answer's head, its body still to be read.</summary>
    public async Task<HttpResponseMessage> StreamAsync(HttpMethod method, string path, string accept, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: Web) };
        request.Headers.Accept.ParseAdd(accept);
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _client.GetAsync("/readyz", TestContext.Current.CancellationToken);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false; // nothing listens yet
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<Reply> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var headers = response.Headers;
        var reply = new Reply(response.StatusCode, bytes, response.Content.Headers.ContentType?.MediaType, headers.Location, headers.RetryAfter?.Delta);
        Assert.True(reply.Status != HttpStatusCode.InternalServerError, $"{method} {path} was answered by a fault: {reply.Text}");
        return reply;
    }
}
