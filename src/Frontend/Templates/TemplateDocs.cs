namespace Sandboxes.Frontend;

internal static class TemplateDocs
{
    private const string Tag = "Operators";

    private const string Body = """
        {"kernels": ["python"], "env": {"TZ": "Europe/Zurich"}, "limits": {"memoryBytes": 536870912, "cpus": 0.5, "processes": 64, "workspaceBytes": 134217728},
         "minIdle": 4, "maxIdle": 16, "maxTotal": 1000, "missProbability": 0.01, "schedules": [{"cron": "45 8 * * MON-FRI", "timeZone": "Europe/Vienna", "minIdle": 200, "minutes": 60}], "reuse": {"maxUses": 1}, "idleTimeoutSeconds": 300, "lifetimeSeconds": 3600, "maxLifetimeSeconds": 86400}
        """;

    private const string Conditions =
        "The ETag of a template is its newest revision: with If-Match the change is made only to that one, with If-None-Match: * only where there is none.";

    public static RouteDoc[] All { get; } =
    [
        new("PUT", "/v1/templates/{name}", Tag, "Make or change a template")
        {
            Description = $"""
                What is left out has its default. A change of image, kernels, env or limits begins a new revision and rolls it out: "rollout" says how far it is. Everything else holds at once. The same again changes nothing. {Conditions}
                """,
            Body = RouteDoc.BodyOf(TemplateBody.Shape),
            BodyExample = Body,
            Answers =
            [
                new(200, "It was there and is so now, or is being rolled out.", "Template", OperatorDocs.Rolling),
                new(201, "It was not there.", "Template", OperatorDocs.Template),
            ],
            Errors =
            [
                .. Examples.BodyErrors, ErrorTable.InvalidId, ErrorTable.Forbidden, ErrorTable.TemplateChanged, ErrorTable.TooManyTemplates, ErrorTable.TemplateRefused, ErrorTable.StorageUnavailable,
            ],
        },
        new("DELETE", "/v1/templates/{name}", Tag, "Remove a template")
        {
            Description = $"Its idle sandboxes are retired; sessions that are open go on. A built-in one goes back to its settings instead. {Conditions}",
            Answers = [new(204, "It is not there, or is as the settings have it.")],
            Errors = [ErrorTable.InvalidId, ErrorTable.Forbidden, ErrorTable.TemplateChanged, ErrorTable.StorageUnavailable],
        },
    ];
}
