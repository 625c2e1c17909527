using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Clients;

/// <summary>Sends a client's requests, through a frontend of chance, and writes each down with its answer.</summary>
internal sealed class Caller(int client, IReadOnlyList<Api> frontends, Random random, Recorder<Call> calls, RunClock clock)
{
    private const int MostNote = 300;

    /// <param name="known">What the client knows: verb, session, register, token.</param>
    /// <param name="send">The request.</param>
    /// <param name="read">What the answer means beyond status, code, facts and tokens.</param>
    public async Task<(Call Call, Answer Answer)> Call(Call known, Func<Api, Task<Answer>> send, Func<Call, Answer, Call>? read = null)
    {
        var frontend = frontends[random.Next(frontends.Count)];
        var start = clock.Now;
        var answer = await send(frontend);
        var call = known with
        {
            Client = client,
            Via = frontend.Name,
            Start = start,
            End = clock.Now,
            Status = answer.Status,
            Code = answer.Text("code"),
            Seen = Tokens.In(answer.Body),
            Facts = Facts(known, answer),
            Note = answer.Note ?? (answer.Status >= 400 ? Short(answer.Body) : null),
        };
        call = read is null || !call.Succeeded ? call : read(call, answer);
        calls.Add(call);
        return (call, answer);
    }

    private static string Short(string body) => body.Length <= MostNote ? body : body[..MostNote];

    /// <summary>A refusal that says why the session ended is a sighting of it.</summary>
    private SessionFacts? Facts(Call known, Answer answer) => answer.Text("reason") is { } reason && answer.Status == 410 && known is { Session: { } session, Incarnation: { } incarnation }
        ? new() { Session = session, Incarnation = incarnation, State = "closed", Reason = reason }
        : FactsReader.Read(answer, clock);
}
