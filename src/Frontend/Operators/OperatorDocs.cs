namespace Sandboxes.Frontend;

internal static class OperatorDocs
{
    private const string Tag = "Operators";
    public const string Template = """
        {"name": "python", "revision": 1, "image": null, "scope": "shared", "kernels": ["python"], "env": {}, "limits": {"memoryBytes": 536870912, "cpus": 0.5, "processes": 64, "workspaceBytes": 134217728},
         "network": "none", "minIdle": 4, "maxIdle": 16, "maxTotal": 1000, "missProbability": 0.01,
         "schedules": [{"cron": "45 8 * * MON-FRI", "timeZone": "Europe/Vienna", "minIdle": 200, "minutes": 60}], "idleTimeoutSeconds": 300, "lifetimeSeconds": 3600, "maxLifetimeSeconds": 86400, "reuse": {"maxUses": 1}, "rollout": null}
        """;

    public const string Rolling = """
        {"name": "python", "revision": 2, "image": null, "scope": "shared", "kernels": ["python"], "env": {"TZ": "Europe/Zurich"}, "limits": {"memoryBytes": 536870912, "cpus": 0.5, "processes": 64, "workspaceBytes": 134217728},
         "network": "none", "minIdle": 4, "maxIdle": 16, "maxTotal": 1000, "missProbability": 0.01,
         "schedules": [{"cron": "45 8 * * MON-FRI", "timeZone": "Europe/Vienna", "minIdle": 200, "minutes": 60}], "idleTimeoutSeconds": 300, "lifetimeSeconds": 3600, "maxLifetimeSeconds": 86400, "reuse": {"maxUses": 1},
         "rollout": {"revision": 2, "from": 1, "state": "running", "startedAt": "2026-11-24T12:00:00Z", "deadline": "2026-11-24T12:10:00Z", "endedAt": null, "reason": null, "nodes": [{"node": "local", "state": "running", "stale": 3}]}}
        """;

    public static RouteDoc[] All { get; } =
    [
        new("GET", "/v1/templates", Tag, "List the templates")
        {
            Answers = [new(200, "All of them.", "TemplateList", $$"""{"templates": [{{Template}}], "nextPageToken": null}""")],
            Errors = [ErrorTable.UnknownField, ErrorTable.NotAcceptable],
        },
        new("GET", "/v1/templates/{name}", Tag, "See a template")
        {
            Answers = [new(200, "Its newest revision.", "Template", Template)],
            Errors = [ErrorTable.InvalidId, ErrorTable.TemplateNotFound, ErrorTable.NotAcceptable],
        },
        new("GET", "/v1/pools", Tag, "See the pools: for each node and template what is idle, starting and bound")
        {
            Answers = [new(200, "All shelves.", "PoolList", """{"pools": [{"node": "local", "template": "python", "scope": "shared", "idle": 4, "starting": 0, "bound": 1, "wiping": 0, "failing": 0, "target": 4, "waiting": 0, "breaker": "closed", "lastDecision": "enough idle", "needed": 2, "arrivalsPerSecond": 0.05, "revision": 1, "stale": 0, "rollout": null}], "nextPageToken": null}""")],
            Errors = [ErrorTable.Forbidden, ErrorTable.UnknownField, ErrorTable.NotAcceptable],
        },
        new("GET", "/v1/pools/decisions", Tag, "See what the pools decided, and from what: the latest first")
        {
            Description = $"A decision holds until the next one of its node, template and scope; a new one begins when the target or what holds the shelf back changes. Of each shelf the last {Sandboxes.Abstractions.PoolDecisionView.MostOfAShelf} are remembered.",
            Query = [new("node", "string", "Only those of this node."), new("template", "string", "Only those of this template."), new("scope", "string", "Only those of this scope."), new("pageSize", "integer", $"At most so many, 1 to {PageQuery.MaxSize}.")],
            Answers = [new(200, "The decisions.", "PoolDecisionList", """
                {"decisions": [{"at": "2026-11-27T09:00:00Z", "node": "local", "template": "python", "scope": "shared", "target": 7, "bound": "forecast", "action": "creating", "idle": 5, "starting": 2, "leased": 3, "waiting": 0,
                  "started": 12, "retired": 0, "forecast": {"arrivalsPerSecond": 1.2, "refillSeconds": 2.4, "expected": 2.9, "deviations": 2.1, "neededThisTimeOfDay": 4, "scheduled": 0, "needed": 7}}], "nextPageToken": null}
                """)],
            Errors = [ErrorTable.Forbidden, ErrorTable.UnknownField, ErrorTable.InvalidField, ErrorTable.NotAcceptable],
        },
        new("GET", "/v1/nodes", Tag, "See the nodes and what contains their sandboxes")
        {
            Answers = [new(200, "All nodes.", "NodeList", """{"nodes": [{"node": "local", "runtime": "local", "state": "ready", "capacity": 120, "used": 5, "breaker": "closed", "containment": ["memory: cgroup"]}], "nextPageToken": null}""")],
            Errors = [ErrorTable.Forbidden, ErrorTable.UnknownField, ErrorTable.NotAcceptable],
        },
        new("GET", "/v1/ping", Tag, "Nothing, behind the same key: whether the server is there and the key is right")
        {
            Answers = [new(204, "Both are.")],
        },
    ];
}
