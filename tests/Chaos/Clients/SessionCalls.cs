using System.Text.Json;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Clients;

/// <summary>The acts of a client on sessions, each one request.</summary>
internal sealed class SessionCalls(Caller caller)
{
    public const int LifetimeSeconds = 1_800;

    private const string Files = "/files/";

    /// <summary>Gets or opens; without an id the product chooses one.</summary>
    public async Task<Call> Open(string? session, int idleTimeoutSeconds)
    {
        var token = Tokens.New();
        var body = JsonSerializer.Serialize(new
        {
            template = "python",
            idleTimeoutSeconds,
            lifetimeSeconds = LifetimeSeconds,
            env = new Dictionary<string, string> { [Code.BirthVariable] = token },
        });
        var (call, _) = await caller.Call(
            Known(Verb.Open, session, null) with { Token = token, IdleTimeout = idleTimeoutSeconds * 1_000 },
            api => session is null ? api.Send(HttpMethod.Post, "/v1/sessions", body) : api.Send(HttpMethod.Put, Path(session), body),
            // One that was open already keeps its own terms.
            (call, _) => call with { Session = call.Facts?.Session, Incarnation = call.Facts?.Incarnation, IdleTimeout = call.Status == 201 ? call.IdleTimeout : null });
        return call;
    }

    public async Task<Call> Get(string session, long? incarnation) => (await caller.Call(
        Known(Verb.Get, session, incarnation), api => api.Send(HttpMethod.Get, Path(session)), (call, _) => call with { Incarnation = call.Facts?.Incarnation })).Call;

    public async Task<Call> Renew(string session, long incarnation, int idleTimeoutSeconds) => (await caller.Call(
        Known(Verb.Renew, session, incarnation) with { IdleTimeout = idleTimeoutSeconds * 1_000 },
        api => api.Send(HttpMethod.Post, $"{Path(session)}/renew", JsonSerializer.Serialize(new { idleTimeoutSeconds, lifetimeSeconds = LifetimeSeconds })))).Call;

    public async Task<Call> Release(string session, long? incarnation) =>
        (await caller.Call(Known(Verb.Release, session, incarnation), api => api.Send(HttpMethod.Delete, Path(session)))).Call;

    public Task<Call> SetVariable(string session, long incarnation, string name) => Write(session, incarnation, name, token => Code.SetVariable(name, token));

    public Task<Call> GetVariable(string session, long incarnation, string name) => Read(session, incarnation, name, Code.GetVariable(name));

    public Task<Call> WriteFile(string session, long incarnation, string path) => Write(session, incarnation, path, token => Code.WriteFile(path, token));

    public Task<Call> ReadFile(string session, long incarnation, string path) => Read(session, incarnation, path, Code.ReadFile(path));

    public async Task<Call> Upload(string session, long incarnation, string path)
    {
        var token = Tokens.New();
        return (await caller.Call(Known(Verb.Write, session, incarnation) with { Register = path, Token = token }, api => api.Upload(Path(session) + Files + path, token))).Call;
    }

    public async Task<Call> Download(string session, long incarnation, string path) => (await caller.Call(
        Known(Verb.Read, session, incarnation) with { Register = path }, api => api.Download(Path(session) + Files + path), (call, answer) => call with { Value = answer.Body })).Call;

    /// <summary>Starts what talks for a while; answers the execution's id where it is known.</summary>
    public async Task<(Call Call, string? Execution)> Start(string session, long incarnation)
    {
        var token = Tokens.New();
        var (call, answer) = await caller.Call(Known(Verb.Start, session, incarnation) with { Token = token }, api => Execute(api, session, Code.Talk(token)), (call, answer) => call with { Register = answer.Text("id") });
        return (call, call.Acknowledged ? answer.Text("id") : null);
    }

    /// <summary>Reads all that a started execution says.</summary>
    public async Task<Call> Attach(string session, long incarnation, string execution) => (await caller.Call(
        Known(Verb.Attach, session, incarnation) with { Register = execution },
        api => api.Lines($"{Path(session)}/executions/{execution}/events?after=0"),
        (call, answer) => Talk.Read(call, answer.Body))).Call;

    private static Call Known(Verb verb, string? session, long? incarnation) =>
        new() { Client = 0, Via = "", Verb = verb, Session = session, Incarnation = incarnation, Start = 0, End = 0 };

    private static string Path(string session) => $"/v1/sessions/{session}";

    private static Task<Answer> Execute(Api api, string session, string body) => api.Send(HttpMethod.Post, $"{Path(session)}/executions", body);

    private async Task<Call> Write(string session, long incarnation, string register, Func<string, string> code)
    {
        var token = Tokens.New();
        return (await caller.Call(Known(Verb.Write, session, incarnation) with { Register = register, Token = token }, api => Execute(api, session, code(token)), Ran)).Call;
    }

    private async Task<Call> Read(string session, long incarnation, string register, string code) => (await caller.Call(
        Known(Verb.Read, session, incarnation) with { Register = register },
        api => Execute(api, session, code),
        (call, answer) => Ran(call, answer) with { Value = Code.Value(answer.Text("stdout") ?? "") })).Call;

    private static Call Ran(Call call, Answer answer) => call with { Verdict = answer.Text("verdict") ?? "none", Birth = Code.Birth(answer.Text("stdout") ?? "") };
}
