namespace Sandboxes.Frontend;

internal static class RunDocs
{
    public static RouteDoc[] All { get; } =
    [
        new("POST", "/v1/run", "Run", "Run code once: lease, run, release")
        {
            Description = "The fields of a session and of an execution in one. The sandbox is destroyed after, also when the client goes away: then the code is stopped.",
            Body = RouteDoc.BodyOf(RunBody.Shape),
            BodyExample = """{"template": "python", "language": "python", "code": "print(42)"}""",
            Answers = Examples.ExecutionAnswers,
            Errors = [.. Examples.BodyErrors, .. Examples.OpenErrors, .. Examples.StartErrors, ErrorTable.SessionEnded],
        },
    ];
}
