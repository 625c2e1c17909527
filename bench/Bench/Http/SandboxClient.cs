using System.Text.Json;

namespace Sandboxes.Bench;

/// <summary>The few requests that are measured. An answer that is not the expected one ends the benchmark.</summary>
internal sealed class SandboxClient(HttpConnection connection) : IDisposable
{
    public const string Cell = """{"language":"python","code":"print(6 * 7)"}""";
    public const string Process = """{"command":["/bin/true"]}""";

    public HttpAnswer Open(string id) => Expect(connection.Send("PUT", $"/v1/sessions/{id}", "{}"), 201);

    /// <summary>As <see cref="Open"/>, but a refusal is an answer.</summary>
    public HttpAnswer TryOpen(string id) => connection.Send("PUT", $"/v1/sessions/{id}", "{}");

    public byte[] OpenRequest(string id) => connection.Encode("PUT", $"/v1/sessions/{id}", "{}");

    public byte[] ExecuteRequest(string id, string execution) => connection.Encode("POST", $"/v1/sessions/{id}/executions", execution);

    public void RunCell(string id) => CheckCell(connection.Send(ExecuteRequest(id, Cell)));

    public void Release(string id) => Expect(connection.Send("DELETE", $"/v1/sessions/{id}"), 204);

    public HttpAnswer Get(string path) => connection.Send("GET", path);

    public HttpAnswer Send(byte[] request) => connection.Send(request);

    public static void CheckOpened(HttpAnswer answer) => Expect(answer, 201);

    public static void CheckCell(HttpAnswer answer)
    {
        if (!Expect(answer, 200).Has("\"stdout\":\"42\\n\""u8))
        {
            throw new BenchException($"A cell did not print 42: {answer}");
        }
    }

    public static void CheckProcess(HttpAnswer answer)
    {
        if (!Expect(answer, 200).Has("\"verdict\":\"ok\""u8))
        {
            throw new BenchException($"A process did not end well: {answer}");
        }
    }

    public bool IsReady() => connection.Send("GET", "/readyz").Status == 200;

    /// <summary>The pool of a template, summed over the nodes.</summary>
    public PoolLevel Pool(string template)
    {
        using var json = JsonDocument.Parse(Expect(connection.Send("GET", "/v1/pools"), 200).Body);
        return PoolLevel.Read(json.RootElement, template);
    }

    public static HttpAnswer Expect(HttpAnswer answer, int status) =>
        answer.Status == status ? answer : throw new BenchException($"Expected {status}, but the answer is {answer}");

    public void Dispose() => connection.Dispose();
}
