using System.Net;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class TemplateRouteTests
{
    private const string Path = "/v1/templates/numbers";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Put_NoField_IsATemplateOfDefaults()
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Client.PutAsync(Path, "{}");

        Assert.Equal((HttpStatusCode.Created, "/v1/templates/numbers", "\"1\""), (response.StatusCode, response.Headers.Location?.ToString(), response.Headers.ETag?.Tag));
        var template = await response.BodyAsync();
        Assert.Equal((4, 4, 1_000, 300, 3_600), ((int?)template["minIdle"], (int?)template["maxIdle"], (int?)template["maxTotal"], (int?)template["idleTimeoutSeconds"], (int?)template["lifetimeSeconds"]));
        Assert.Equal((0, 0, null), (template["kernels"]!.AsArray().Count, template["env"]!.AsObject().Count, template["rollout"]));
    }

    [Fact]
    public async Task Put_EveryField_IsTaken()
    {
        await using var host = await FrontendHost.StartAsync();

        await host.Client.PutAsync(Path, """
            {"image": "registry.example/numbers:3", "kernels": ["javascript", "python"], "env": {"A": "1"}, "limits": {"memoryBytes": 268435456, "cpus": 0.25, "processes": 32, "workspaceBytes": 1048576},
             "network": "none", "minIdle": 1, "maxIdle": 2, "maxTotal": 3, "missProbability": 0.05, "schedules": [{"cron": "45 8 * * *", "timeZone": "Europe/Vienna", "minIdle": 2, "minutes": 5}], "reuse": {"maxUses": 7}, "idleTimeoutSeconds": 4, "lifetimeSeconds": 5, "maxLifetimeSeconds": 6}
            """);

        var template = host.Cluster.Templates.Single(template => template.Name == "numbers");
        Assert.Equal(("registry.example/numbers:3", "1"), (template.Image, template.Env["A"]));
        Assert.Equal(["javascript", "python"], template.Kernels);
        Assert.Equal((0.05, 7), (template.MissProbability, template.MaxUses));
        Assert.Equal([new() { Cron = "45 8 * * *", TimeZone = "Europe/Vienna", MinIdle = 2, Minutes = 5 }], template.Schedules);
        Assert.Equal(new SandboxLimits { MemoryBytes = 268_435_456, Cpus = 0.25, Processes = 32, WorkspaceBytes = 1_048_576 }, template.Limits);
        Assert.Equal((1, 2, 3, 4, 5, 6), (template.MinIdle, template.MaxIdle, template.MaxTotal, template.IdleTimeoutSeconds, template.LifetimeSeconds, template.MaxLifetimeSeconds));
    }

    [Theory]
    [InlineData("""{"minIdel": 1}""", "unknown_field", "minIdel")]
    [InlineData("""{"limits": {"memory": 1}}""", "unknown_field", "limits.memory")]
    [InlineData("""{"kernels": ["cobol"]}""", "invalid_field", "kernels")]
    [InlineData("""{"kernels": ["python", "python"]}""", "invalid_field", "kernels")]
    [InlineData("""{"env": {"1A": ""}}""", "invalid_field", "env.1A")]
    [InlineData("""{"limits": {"cpus": 0}}""", "invalid_field", "limits.cpus")]
    [InlineData("""{"network": "all"}""", "invalid_field", "network")]
    [InlineData("""{"minIdle": 2, "maxIdle": 1}""", "invalid_field", "maxIdle")]
    [InlineData("""{"minIdle": 2, "maxTotal": 1}""", "invalid_field", "maxTotal")]
    [InlineData("""{"lifetimeSeconds": 2, "maxLifetimeSeconds": 1}""", "invalid_field", "lifetimeSeconds")]
    public async Task Put_WhatIsWrong_NamesTheField(string body, string code, string field)
    {
        await using var host = await FrontendHost.StartAsync();

        var problem = await (await host.Client.PutAsync(Path, body)).ProblemAsync(HttpStatusCode.BadRequest, code);

        Assert.Equal(field, (string?)problem["field"]);
        Assert.DoesNotContain(host.Cluster.Templates, template => template.Name == "numbers");
    }

    [Theory]
    [InlineData("If-Match", "\"3\"", true, false, 3)]
    [InlineData("If-Match", "*", true, false, null)]
    [InlineData("If-Match", "\"v3\"", true, false, -1)]
    [InlineData("If-None-Match", "*", false, true, null)]
    public async Task Put_Conditions_ArePassedOn(string header, string value, bool mustExist, bool mustNotExist, int? revision)
    {
        await using var host = await FrontendHost.StartAsync();

        (await SendAsync(host, HttpMethod.Put, header, value)).EnsureSuccessStatusCode();

        var condition = host.Cluster.TemplateCondition!;
        Assert.Equal((mustExist, mustNotExist, revision), (condition.MustExist, condition.MustNotExist, condition.Revisions is { } revisions ? revisions.Single() : null));
    }

    [Theory]
    [InlineData("If-Match", "3")]
    [InlineData("If-None-Match", "\"3\"")]
    public async Task Change_ConditionThatIsNotUnderstood_IsRefused(string header, string value)
    {
        await using var host = await FrontendHost.StartAsync();

        await (await SendAsync(host, HttpMethod.Put, header, value)).ProblemAsync(HttpStatusCode.BadRequest, "bad_request");
        await (await SendAsync(host, HttpMethod.Delete, header, value)).ProblemAsync(HttpStatusCode.BadRequest, "bad_request");
    }

    [Fact]
    public async Task Change_ByATenant_IsForbidden()
    {
        await using var host = await FrontendHost.StartAsync();

        await (await host.Tenant.PutAsync(Path, "{}")).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await (await host.Tenant.DeleteAsync(Path, Cancellation)).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task Delete_Twice_IsDoneBothTimes()
    {
        await using var host = await FrontendHost.StartAsync();
        await host.Client.PutAsync(Path, "{}");

        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync(Path, Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.Client.DeleteAsync(Path, Cancellation)).StatusCode);
        await (await host.Client.GetAsync(Path, Cancellation)).ProblemAsync(HttpStatusCode.NotFound, "template_not_found");
    }

    [Fact]
    public async Task Get_WhileItIsRolledOut_SaysHowFar()
    {
        await using var host = await FrontendHost.StartAsync();
        host.Cluster.Rollout = new() { Revision = 2, From = 1, State = RolloutState.Running, StartedAt = FakeSession.Opened, Deadline = FakeSession.Opened.AddMinutes(10) };

        var rollout = (await (await host.Client.GetAsync("/v1/templates/python", Cancellation)).BodyAsync())["rollout"]!;

        Assert.Equal((2, 1, "running", null, "local", "running", 3), ((int?)rollout["revision"], (int?)rollout["from"], (string?)rollout["state"], rollout["reason"], (string?)rollout["nodes"]![0]!["node"], (string?)rollout["nodes"]![0]!["state"], (int?)rollout["nodes"]![0]!["stale"]));
    }

    private static Task<HttpResponseMessage> SendAsync(FrontendHost host, HttpMethod method, string header, string value)
    {
        var request = new HttpRequestMessage(method, Path) { Content = method == HttpMethod.Put ? Requests.Json("{}") : null };
        request.Headers.TryAddWithoutValidation(header, value);
        return host.Client.SendAsync(request, Cancellation);
    }
}
