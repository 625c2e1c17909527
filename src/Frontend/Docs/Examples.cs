namespace Sandboxes.Frontend;

/// <summary>Answers that several routes show.</summary>
internal static class Examples
{
    public const string Session = """
        {"id": "alice", "incarnation": 1764000000001, "organization": "default", "template": "python", "revision": 3, "state": "active", "node": "local",
         "sandbox": "s-01k", "createdAt": "2026-11-24T12:00:00Z", "expiresAt": "2026-11-24T13:00:00Z", "idleExpiresAt": "2026-11-24T12:05:00Z", "metadata": {"exam": "42"},
         "served": {"from": "warm", "totalMs": 0.41, "phasesMs": {"route": 0.02, "wait": 0, "bind": 0.06, "store": 0.3, "confirm": 0.03}}, "ended": null}
        """;

    public const string Execution = """
        {"id": "e-7", "verdict": "ok", "exitCode": 0, "signal": null, "stdout": "", "stderr": "", "encoding": "utf-8", "truncated": false, "stdoutBytes": 0,
         "stderrBytes": 0, "results": [{"mime": "text/plain", "data": "42"}], "error": null, "usage": {"wallMs": 0.31, "cpuMs": 0.2, "peakMemoryBytes": 9437184}}
        """;

    public const string Running = """
        {"id": "e-7", "verdict": null, "exitCode": null, "signal": null, "stdout": "", "stderr": "", "encoding": "utf-8", "truncated": false, "stdoutBytes": 0,
         "stderrBytes": 0, "results": [], "error": null, "usage": null}
        """;

    private const string Ended = """{"id":"e-7","verdict":"ok","exitCode":0,"signal":null,"truncated":false,"stdoutBytes":3,"stderrBytes":0,"error":null,"usage":{"wallMs":0.31,"cpuMs":0.2,"peakMemoryBytes":9437184}}""";

    public const string EventStream = "id: 1\nevent: started\ndata: {\"execution\":\"e-7\"}\n\nid: 2\nevent: stdout\ndata: {\"text\":\"hi\\n\",\"encoding\":\"utf-8\"}\n\nid: 3\nevent: ended\ndata: " + Ended + "\n\n";

    public const string JsonLines = "{\"id\":1,\"event\":\"started\",\"data\":{\"execution\":\"e-7\"}}\n{\"id\":2,\"event\":\"stdout\",\"data\":{\"text\":\"hi\\n\",\"encoding\":\"utf-8\"}}\n{\"id\":3,\"event\":\"ended\",\"data\":" + Ended + "}\n";

    public static AnswerDoc[] ExecutionAnswers { get; } =
    [
        new(200, "It is done, or its events as they happen.", "Execution", Execution),
        new(200, "", Example: EventStream, MediaType: MediaTypes.EventStream),
        new(200, "", Example: JsonLines, MediaType: MediaTypes.JsonLines),
    ];

    public static ParameterDoc[] Paging { get; } =
    [
        new("pageSize", "integer", $"Entries on a page, 1 to {PageQuery.MaxSize}. Default: {PageQuery.DefaultSize}."),
        new("pageToken", "string", "The nextPageToken of the page before, with the same filters."),
    ];

    public static ErrorKind[] BodyErrors { get; } =
        [ErrorTable.InvalidJson, ErrorTable.InvalidField, ErrorTable.UnknownField, ErrorTable.BodyTooLarge, ErrorTable.UnsupportedMediaType, ErrorTable.NotAcceptable, ErrorTable.RequestTimeout];

    public static ErrorKind[] OpenErrors { get; } =
    [
        ErrorTable.UnknownTemplate, ErrorTable.RevisionNotAvailable, ErrorTable.LifetimeTooLong, ErrorTable.PoolEmpty, ErrorTable.WaitTimeout, ErrorTable.QueueFull, ErrorTable.QuotaExceeded,
        ErrorTable.NodeUnavailable, ErrorTable.StartFailed, ErrorTable.StorageUnavailable, ErrorTable.InvalidPath, ErrorTable.WorkspaceFull,
    ];

    public static ErrorKind[] SessionErrors { get; } = [ErrorTable.InvalidId, ErrorTable.SessionNotFound, ErrorTable.SessionEnded, ErrorTable.NodeUnavailable];

    public static ErrorKind[] StartErrors { get; } =
        [ErrorTable.UnknownLanguage, ErrorTable.LimitUnsupported, ErrorTable.CommandNotFound, ErrorTable.CwdNotFound, ErrorTable.TooManyExecutions];
}
