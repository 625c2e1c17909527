namespace Sandboxes.Frontend;

internal static class OperationDocs
{
    private const string Tag = "Operations";
    private const string Reason = """{"reason": "kernel update"}""";
    private const string Again = "The same answer the second time. It is noted in the audit, whatever comes of it.";
    private const string Node = """{"node": "local", "runtime": "local", "state": "draining", "capacity": 120, "used": 5, "breaker": "closed", "containment": ["memory: cgroup"], "drain": {"reason": "kernel update", "by": "default (ApiKey 4f3a09c2)", "since": "2026-11-27T12:00:00Z"}}""";
    private const string Pool = """{"node": "local", "template": "python", "scope": "shared", "idle": 4, "starting": 0, "bound": 1, "wiping": 0, "failing": 0, "target": 4, "waiting": 0, "breaker": "closed", "lastDecision": "Refill is paused by operator: image is broken.", "needed": 3, "arrivalsPerSecond": 0.4, "revision": 1, "stale": 0, "rollout": null}""";
    private const string Sandbox = """{"node": "local", "sandbox": "s-01k", "template": "python", "scope": "shared", "phase": "bound", "ageSeconds": 31.5, "uses": 1, "organization": "acme", "session": "alice", "recycling": false}""";
    private const string Entry = """{"id": 7, "at": "2026-11-27T12:00:00Z", "organization": "default", "key": "ApiKey 4f3a09c2", "operation": "drain", "target": "node/local", "reason": "kernel update", "outcome": "done"}""";

    private static ErrorKind[] Errors { get; } = [ErrorTable.Forbidden, ErrorTable.InvalidId, ErrorTable.NodeUnavailable, ErrorTable.StorageUnavailable, .. Examples.BodyErrors];

    private static ParameterDoc[] Scope { get; } = [new("scope", "string", "Whose shelf: an organization's, or shared. Default: shared.")];

    public static RouteDoc[] All { get; } =
    [
        Post("/v1/nodes/{node}/drain", "Drain a node", "It hands out nothing and loses what is idle; what is bound lives until it ends. Stays so over restarts. The reason is required. " + Again, "Node", Node, ErrorTable.NodeNotFound),
        Post("/v1/nodes/{node}/undrain", "Take a drained node back", Again, "Node", Node, ErrorTable.NodeNotFound),
        Post("/v1/pools/{node}/{template}/pause", "Pause a shelf's refill", "Nothing is made for it, not for cold callers either; what is idle is leased. The reason is required. " + Again, "Pool", Pool, ErrorTable.PoolNotFound, ErrorTable.UnknownField) with { Query = Scope },
        Post("/v1/pools/{node}/{template}/resume", "Resume a shelf's refill", Again, "Pool", Pool, ErrorTable.PoolNotFound) with { Query = Scope },
        new("PUT", "/v1/pools/{node}/{template}", Tag, "Resize a shelf")
        {
            Description = "In place of the template's minIdle and maxIdle on this node, until it is cleared: what is null or left out is the template's again. " + Again,
            Query = Scope,
            Body = RouteDoc.BodyOf(ResizeBody.Shape),
            BodyExample = """{"minIdle": 20, "maxIdle": 40, "reason": "exam day"}""",
            Answers = [new(200, "The shelf.", "Pool", Pool)],
            Errors = [ErrorTable.PoolNotFound, .. Errors],
        },
        new("GET", "/v1/sandboxes", Tag, "List the sandboxes of all nodes")
        {
            Query = [new("node", "string", "Only those of this node."), new("template", "string", "Only those of this template."), .. Examples.Paging],
            Answers = [new(200, "A page, in the order of node and name.", "SandboxList", $$"""{"sandboxes": [{{Sandbox}}], "nextPageToken": null}""")],
            Errors = [ErrorTable.Forbidden, ErrorTable.InvalidField, ErrorTable.UnknownField, ErrorTable.InvalidPageToken, ErrorTable.NotAcceptable],
        },
        Post("/v1/sandboxes/{node}/{sandbox}/destroy", "Destroy a sandbox", "Whatever its state. The session of one that is bound ends with the reason operator. The reason is required. The same answer the second time, for the last 1,000 of a node.", "Sandbox", Sandbox, ErrorTable.SandboxNotFound),
        Post("/v1/sandboxes/{node}/{sandbox}/recycle", "Have a sandbox replaced", "An idle one by a fresh one, which comes first where it is needed; one that is bound is not used again after its session. " + Again, "Sandbox", Sandbox, ErrorTable.SandboxNotFound),
        new("POST", "/v1/sessions/{id}/release", Tag, "End a session of any organization")
        {
            Description = "It ends with the reason operator. The reason is required. " + Again,
            Body = RouteDoc.BodyOf(ReleaseBody.Shape),
            BodyExample = """{"reason": "mines coins", "organization": "acme"}""",
            Answers = [new(204, "It has ended.")],
            Errors = [ErrorTable.SessionNotFound, .. Errors],
        },
        new("GET", "/v1/audit", Tag, "See what operators did, the latest first")
        {
            Query = Examples.Paging,
            Answers = [new(200, "A page.", "AuditList", $$"""{"entries": [{{Entry}}], "nextPageToken": null}""")],
            Errors = [ErrorTable.Forbidden, ErrorTable.InvalidField, ErrorTable.UnknownField, ErrorTable.InvalidPageToken, ErrorTable.StorageUnavailable, ErrorTable.NotAcceptable],
        },
    ];

    private static RouteDoc Post(string pattern, string summary, string description, string schema, string example, params ErrorKind[] errors) => new("POST", pattern, Tag, summary)
    {
        Description = description,
        Body = RouteDoc.BodyOf(OrderBody.Shape),
        BodyExample = Reason,
        Answers = [new(200, "As it is now.", schema, example)],
        Errors = [.. errors, .. Errors],
    };
}
