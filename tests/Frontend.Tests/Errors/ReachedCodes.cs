using System.Net.Http.Headers;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>For each code a request that is answered with it.</summary>
internal static class ReachedCodes
{
    private const string Run = """{"language": "python", "code": "1"}""";
    private const string Executions = "/v1/sessions/alice/executions";
    private const string File = "/v1/sessions/alice/files/a";

    public static IReadOnlyList<Reached> All { get; } =
    [
        new("bad_request", Break(() => new Microsoft.AspNetCore.Http.BadHttpRequestException("broken off"))),
        new("request_timeout", Break(() => new Microsoft.AspNetCore.Http.BadHttpRequestException("slow", 408))),
        new("internal", Break(() => new InvalidOperationException("a bug"))),
        new("unavailable", Break(() => new TimeoutException())),
        new("invalid_json", host => Put(host, "{")),
        new("invalid_field", host => Put(host, """{"waitSeconds": 61}""")),
        new("unknown_field", host => Put(host, """{"wait": 1}""")),
        new("invalid_id", host => host.Client.GetAsync("/v1/sessions/-a")),
        new("invalid_path", host => host.Client.GetAsync("/v1/sessions/alice/files/a%5Cb")),
        new("invalid_page_token", host => host.Client.GetAsync("/v1/sessions?pageToken=AAAA")),
        new("unauthorized", host => host.Anyone.GetAsync("/v1/ping")),
        new("cross_site", CrossSite),
        new("forbidden", host => host.Tenant.GetAsync("/v1/pools")),
        new("not_found", host => host.Client.GetAsync("/v1/nothing")),
        new("session_not_found", host => host.Client.GetAsync("/v1/sessions/nobody")),
        new("execution_not_found", host => host.Client.GetAsync(Executions + "/e-99")),
        new("template_not_found", host => host.Client.GetAsync("/v1/templates/cobol")),
        new("node_not_found", host => host.Client.PostAsync("/v1/nodes/other/drain", Requests.Json("""{"reason": "x"}"""))),
        new("pool_not_found", host => host.Client.PutAsync("/v1/pools/local/cobol", Requests.Json("{}"))),
        new("sandbox_not_found", host => host.Client.PostAsync("/v1/sandboxes/local/s-9/recycle", Requests.Json("{}"))),
        new("file_not_found", host => host.Client.GetAsync(File)),
        new("method_not_allowed", host => host.Client.PutAsync("/v1/run", null)),
        new("not_acceptable", NotAcceptable),
        new("session_conflict", Session(RefusalCode.SessionConflict)),
        new("revision_not_available", Session(RefusalCode.RevisionNotAvailable)),
        new("session_ended", Ended),
        new("body_too_large", host => host.Client.PutAsync("/v1/sessions/alice", Requests.Json(new string(' ', RequestBody.MaxBytes + 1)))),
        new("unsupported_media_type", host => host.Client.PutAsync("/v1/sessions/alice", new StringContent("{}"))),
        new("unknown_template", Session(RefusalCode.UnknownTemplate)),
        new("lifetime_too_long", Session(RefusalCode.LifetimeTooLong)),
        new("queue_full", Session(RefusalCode.QueueFull)),
        new("quota_exceeded", Session(RefusalCode.QuotaExceeded)),
        new("pool_empty", Session(RefusalCode.PoolEmpty)),
        new("wait_timeout", Session(RefusalCode.WaitTimeout)),
        new("node_unavailable", Session(RefusalCode.NodeUnavailable)),
        new("start_failed", Session(RefusalCode.StartFailed)),
        new("storage_unavailable", Session(RefusalCode.StorageUnavailable)),
        new("unknown_language", Sandbox(RefusalCode.UnknownLanguage)),
        new("limit_unsupported", Sandbox(RefusalCode.LimitUnsupported)),
        new("command_not_found", Sandbox(RefusalCode.CommandNotFound)),
        new("cwd_not_found", Sandbox(RefusalCode.CwdNotFound)),
        new("too_many_executions", Sandbox(RefusalCode.TooManyExecutions)),
        new("stdin_closed", Stdin(RefusalCode.StdinClosed)),
        new("execution_ended", Stdin(RefusalCode.ExecutionEnded)),
        new("not_a_file", OfFile(RefusalCode.NotAFile, HttpMethod.Put)),
        new("not_a_directory", OfFile(RefusalCode.NotADirectory, HttpMethod.Put)),
        new("directory_not_empty", OfFile(RefusalCode.DirectoryNotEmpty, HttpMethod.Delete)),
        new("file_busy", OfFile(RefusalCode.FileBusy, HttpMethod.Put)),
        new("workspace_full", OfFile(RefusalCode.WorkspaceFull, HttpMethod.Put)),
        new("too_many_open_files", OfFile(RefusalCode.TooManyOpenFiles, HttpMethod.Get)),
        new("too_many_attempts", TooManyAttempts),
        new("template_changed", Template(RefusalCode.TemplateChanged)),
        new("too_many_templates", Template(RefusalCode.TooManyTemplates)),
        new("template_refused", Template(RefusalCode.TemplateRefused)),
    ];

    private static Task<HttpResponseMessage> Put(FrontendHost host, string body) => host.Client.PutAsync("/v1/sessions/alice", Requests.Json(body));

    private static Func<FrontendHost, Task<HttpResponseMessage>> Break(Func<Exception> fault) => host =>
    {
        host.Cluster.SessionFault = fault();
        return host.Client.GetAsync("/v1/sessions/alice");
    };

    private static Func<FrontendHost, Task<HttpResponseMessage>> Session(RefusalCode code) => host =>
    {
        host.Cluster.SessionRefusal = new(code, "Not now.");
        return Put(host, "{}");
    };

    private static Func<FrontendHost, Task<HttpResponseMessage>> Sandbox(RefusalCode code) => async host =>
    {
        await Put(host, "{}");
        host.Cluster.SandboxRefusal = new(code, "Not so.");
        return await host.Client.PostAsync(Executions, Requests.Json(Run));
    };

    private static Func<FrontendHost, Task<HttpResponseMessage>> Stdin(RefusalCode code) => async host =>
    {
        await Put(host, "{}");
        await host.Client.PostAsync(Executions, Requests.Json(Run));
        host.Cluster.SandboxRefusal = new(code, "Not so.");
        return await host.Client.PostAsync(Executions + "/e-1/stdin", Requests.Json("""{"data": "x"}"""));
    };

    private static Func<FrontendHost, Task<HttpResponseMessage>> OfFile(RefusalCode code, HttpMethod method) => async host =>
    {
        await Put(host, "{}");
        host.Cluster.SandboxRefusal = new(code, "Not so.");
        return await host.Client.SendAsync(new(method, File));
    };

    private static Func<FrontendHost, Task<HttpResponseMessage>> Template(RefusalCode code) => host =>
    {
        host.Cluster.TemplateRefusal = new(code, "Not so.");
        return host.Client.PutAsync("/v1/templates/numbers", Requests.Json("{}"));
    };

    private static async Task<HttpResponseMessage> Ended(FrontendHost host)
    {
        await Put(host, "{}");
        host.Cluster.Session("alice").End(EndReason.Lifetime);
        return await host.Client.PostAsync(Executions, Requests.Json(Run));
    }

    private static Task<HttpResponseMessage> NotAcceptable(FrontendHost host)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/nodes");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("image/png"));
        return host.Client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> CrossSite(FrontendHost host)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/run");
        request.Headers.Add("Cookie", await host.SignInAsync());
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        return await host.Anyone.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> TooManyAttempts(FrontendHost host)
    {
        for (var i = 0; i < 10; i++)
        {
            await host.Anyone.PostAsync("/sign-in", Requests.KeyForm("wrong"));
        }

        return await host.Anyone.PostAsync("/sign-in", Requests.KeyForm("wrong"));
    }

    internal sealed record Reached(string Code, Func<FrontendHost, Task<HttpResponseMessage>> Request);
}
