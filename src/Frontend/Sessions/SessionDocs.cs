namespace Sandboxes.Frontend;

internal static class SessionDocs
{
    private const string Tag = "Sessions";
    private const string OpenExample = """{"template": "python", "idleTimeoutSeconds": 300, "lifetimeSeconds": 3600, "whenEmpty": "wait", "waitSeconds": 10, "env": {"K": "V"}, "files": [{"path": "main.py", "content": "print(42)", "encoding": "utf-8"}], "metadata": {"exam": "42"}}""";

    public static RouteDoc[] All { get; } =
    [
        new("PUT", "/v1/sessions/{id}", Tag, "Get or open a session by your id")
        {
            Description = "The open session of this id, or a new one. When it is open already the other fields are not applied; it counts as activity. An ended id may be opened again: it is a new session with a higher incarnation.",
            Body = RouteDoc.BodyOf(OpenBody.Shape),
            BodyExample = OpenExample,
            Answers = [new(201, "It was opened.", "Session", Examples.Session), new(200, "It was open already.", "Session", Examples.Session)],
            Errors = [ErrorTable.InvalidId, ErrorTable.SessionConflict, .. Examples.BodyErrors, .. Examples.OpenErrors],
        },
        new("POST", "/v1/sessions", Tag, "Open a session under an id of ours")
        {
            Body = RouteDoc.BodyOf(OpenBody.Shape),
            BodyExample = OpenExample,
            Answers = [new(201, "It was opened.", "Session", Examples.Session)],
            Errors = [.. Examples.BodyErrors, .. Examples.OpenErrors],
        },
        new("GET", "/v1/sessions/{id}", Tag, "See a session, open or ended")
        {
            Answers = [new(200, "The session.", "Session", Examples.Session)],
            Errors = [ErrorTable.InvalidId, ErrorTable.SessionNotFound, ErrorTable.NotAcceptable],
        },
        new("GET", "/v1/sessions", Tag, "List sessions in the order of their ids")
        {
            Query = [new("state", "string", "opening, active or closed."), new("template", "string", "Only those of this template."), .. Examples.Paging],
            Answers = [new(200, "A page.", "SessionList", $$"""{"sessions": [{{Examples.Session}}], "nextPageToken": null}""")],
            Errors = [ErrorTable.InvalidField, ErrorTable.UnknownField, ErrorTable.InvalidPageToken, ErrorTable.NotAcceptable],
        },
        new("DELETE", "/v1/sessions/{id}", Tag, "End a session and destroy its sandbox")
        {
            Description = "The same answer the second time.",
            Answers = [new(204, "No code of it runs any more.")],
            Errors = [ErrorTable.InvalidId],
        },
        new("POST", "/v1/sessions/{id}/renew", Tag, "Move a session's deadlines")
        {
            Description = "Counts as activity. An ended session stays ended.",
            Body = RouteDoc.BodyOf(RenewBody.Shape),
            BodyExample = """{"idleTimeoutSeconds": 600, "lifetimeSeconds": 7200}""",
            Answers = [new(200, "The session with its new deadlines.", "Session", Examples.Session)],
            Errors = [ErrorTable.LifetimeTooLong, .. Examples.BodyErrors, .. Examples.SessionErrors],
        },
    ];
}
