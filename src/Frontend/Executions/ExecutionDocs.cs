namespace Sandboxes.Frontend;

internal static class ExecutionDocs
{
    private const string Tag = "Executions";
    private const string Root = "/v1/sessions/{id}/executions";
    private const string One = Root + "/{execution}";

    public static RouteDoc[] All { get; } =
    [
        new("POST", Root, Tag, "Run code or a command")
        {
            Description = "A cell (language and code): the kernel keeps its variables. Or a process of its own (command). What the code does is never an HTTP error: the verdict says it. "
                + "A client that goes away leaves the execution running, within its timeoutMs; its output can be read again by its id, which the started event and a background answer tell.",
            Body = RouteDoc.BodyOf(ExecutionBody.Shape),
            BodyExample = """{"language": "python", "code": "x = 41; x + 1", "timeoutMs": 10000}""",
            Answers = [.. Examples.ExecutionAnswers, new(202, "With background: it was started; Location says where to read it.", "Execution", Examples.Running)],
            Errors = [.. Examples.BodyErrors, .. Examples.SessionErrors, .. Examples.StartErrors, ErrorTable.InvalidPath],
        },
        new("GET", One, Tag, "See an execution, with its output so far")
        {
            Answers = [new(200, "The execution; its verdict is null while it runs.", "Execution", Examples.Execution)],
            Errors = [.. Examples.SessionErrors, ErrorTable.ExecutionNotFound, ErrorTable.NotAcceptable],
        },
        new("GET", One + "/events", Tag, "Read an execution's events: replay after a cursor, then live")
        {
            Query = [new("after", "integer", "The id of the last event that you have. Default: 0, or the Last-Event-ID header.")],
            Answers = [new(200, "Events, to the end.", Example: Examples.EventStream, MediaType: MediaTypes.EventStream), new(200, "", Example: Examples.JsonLines, MediaType: MediaTypes.JsonLines)],
            Errors = [.. Examples.SessionErrors, ErrorTable.ExecutionNotFound, ErrorTable.InvalidField, ErrorTable.UnknownField, ErrorTable.NotAcceptable],
        },
        new("POST", One + "/stdin", Tag, "Write to a process's input")
        {
            Body = RouteDoc.BodyOf(StdinBody.Shape),
            BodyExample = """{"data": "42\n", "close": true}""",
            Answers = [new(200, "How much was taken.", "StdinTaken", """{"takenBytes": 3, "offeredBytes": 3}""")],
            Errors = [.. Examples.BodyErrors, .. Examples.SessionErrors, ErrorTable.ExecutionNotFound, ErrorTable.StdinClosed, ErrorTable.ExecutionEnded],
        },
        new("POST", One + "/signal", Tag, "Send a signal; INT interrupts a cell")
        {
            Body = RouteDoc.BodyOf(SignalBody.Shape),
            BodyExample = """{"signal": "INT"}""",
            Answers = [new(204, "It was sent.")],
            Errors = [.. Examples.BodyErrors, .. Examples.SessionErrors, ErrorTable.ExecutionNotFound, ErrorTable.ExecutionEnded],
        },
        new("DELETE", One, Tag, "Stop an execution for good")
        {
            Answers = [new(204, "It was stopped, or had ended.")],
            Errors = [.. Examples.SessionErrors, ErrorTable.ExecutionNotFound],
        },
    ];
}
