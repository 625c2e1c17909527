using System.Net;

namespace Sandboxes.EndToEnd;

/// <summary>An open session, as its user handles it.</summary>
internal sealed class ApiSession(SandboxApi api, string id, Reply opened) : IAsyncDisposable
{
    public string Id => id;

    public string Path => $"/v1/sessions/{id}";

    public Reply Opened => opened;

    public Task<Reply> GetAsync() => api.GetAsync(Path);

    public Task<Reply> ExecuteAsync(object body) => api.PostAsync($"{Path}/executions", body);

    public Task<Reply> CellAsync(string code, string language = "python") => ExecuteAsync(new { language, code });

    public Task<Reply> RunAsync(params string[] command) => ExecuteAsync(new { command });

    /// <summary>Starts an execution and returns its path.</summary>
    public async Task<string> StartAsync(object body)
    {
        var reply = await ExecuteAsync(body);
        return reply.Expect(HttpStatusCode.Accepted).Location!.OriginalString;
    }

    /// <summary>An execution as it stands, by its path.</summary>
    public Task<Reply> AtAsync(string execution) => api.GetAsync(execution);

    /// <summary>Waits for the end of an execution that was started.</summary>
    public async Task<Reply> EndOfAsync(string execution)
    {
        Reply? reply = null;
        await Until.Holds(async () => (reply = await api.GetAsync(execution)).Verdict is not null || reply.Status == HttpStatusCode.Gone, $"{execution} ends");
        return reply!;
    }

    public Task<Reply> PostAsync(string path, object body) => api.PostAsync(path, body);

    public Task<Reply> DeleteAsync(string path) => api.DeleteAsync(path);

    public Task<Reply> FileAsync(string path) => api.GetAsync($"{Path}/files/{path}");

    public Task<Reply> PutFileAsync(string path, byte[] bytes) => api.PutBytesAsync($"{Path}/files/{path}", bytes);

    public Task<Reply> DeleteFileAsync(string path) => api.DeleteAsync($"{Path}/files/{path}");

    /// <summary>Waits for the session's end.</summary>
    /// <returns>The reason.</returns>
    public async Task<string?> EndReasonAsync()
    {
        Reply? reply = null;
        await Until.Holds(async () => (reply = await GetAsync()).Field("state") == "closed", $"session {id} is closed");
        return reply!.Json.GetProperty("ended").GetProperty("reason").GetString();
    }

    public async ValueTask DisposeAsync() => (await api.DeleteAsync(Path)).Expect(HttpStatusCode.NoContent);
}
