using System.Net;

namespace Sandboxes.EndToEnd;

public sealed class SessionTests(SharedProduct shared)
{
    private static readonly object Patient = new { waitSeconds = 30 };

    [Fact]
    public async Task Open_IdThatIsOpen_AnswersTheSameSandbox()
    {
        await using var session = await shared.Api.OpenAsync(Patient);

        var again = await shared.Api.PutAsync(session.Path, new { });

        Assert.Equal(session.Opened.Field("sandbox"), again.Expect(HttpStatusCode.OK).Field("sandbox"));
    }

    [Fact]
    public async Task Open_OtherTemplateThanTheOpenOne_IsAConflict()
    {
        await using var session = await shared.Api.OpenAsync(Patient);

        (await shared.Api.PutAsync(session.Path, new { template = "bash" })).ExpectProblem(HttpStatusCode.Conflict, "session_conflict");
    }

    [Fact]
    public async Task Release_Twice_IsDoneBothTimes()
    {
        var session = await shared.Api.OpenAsync(Patient);
        await session.DisposeAsync();
        await session.DisposeAsync();

        Assert.Equal("released", await session.EndReasonAsync());
    }

    [Fact]
    public async Task Act_AfterTheEnd_IsGoneWithTheReason()
    {
        var session = await shared.Api.OpenAsync(Patient);
        await session.DisposeAsync();

        foreach (var reply in new[] { await session.CellAsync("1"), await session.FileAsync("x"), await shared.Api.PostAsync($"{session.Path}/renew", new { }) })
        {
            Assert.Equal("released", reply.ExpectProblem(HttpStatusCode.Gone, "session_ended").Field("reason"));
        }
    }

    [Fact]
    public async Task Open_IdThatHasEnded_IsANewIncarnationWithoutTheOldVariables()
    {
        var first = await shared.Api.OpenAsync(Patient);
        (await first.CellAsync("secret = 1")).ExpectOk();
        await first.DisposeAsync();

        var second = await shared.Api.PutAsync(first.Path, Patient);

        Assert.True(second.Expect(HttpStatusCode.Created).Json.GetProperty("incarnation").GetInt64() > first.Opened.Json.GetProperty("incarnation").GetInt64());
        Assert.Equal("NameError", (await first.CellAsync("secret")).Json.GetProperty("error").GetProperty("name").GetString());
        await first.DisposeAsync();
    }

    [Fact]
    public async Task Session_IdleForItsTimeout_EndsWithThatReason()
    {
        var session = await shared.Api.OpenAsync(new { idleTimeoutSeconds = 1, waitSeconds = 30 });
        (await session.CellAsync("1")).ExpectOk();

        Assert.Equal("idle-timeout", await session.EndReasonAsync());
    }

    [Fact]
    public async Task Session_NeverUsed_EndsWithThatReason()
    {
        var session = await shared.Api.OpenAsync(new { idleTimeoutSeconds = 1, waitSeconds = 30 });

        Assert.Equal("unused", await session.EndReasonAsync());
    }

    [Fact]
    public async Task Session_CodeRunsLongerThanItsIdleTimeout_LivesOn()
    {
        await using var session = await shared.Api.OpenAsync(new { idleTimeoutSeconds = 1, waitSeconds = 30 });

        Assert.Equal("'done'", (await session.CellAsync("import time; time.sleep(3); 'done'")).ExpectOk().Result);
    }

    [Fact]
    public async Task Session_LifetimeOverDuringARun_EndsAndTheRunSaysSo()
    {
        var session = await shared.Api.OpenAsync(new { lifetimeSeconds = 2, waitSeconds = 30 });

        var reply = await session.CellAsync("import time; time.sleep(60)");

        Assert.True(reply.Status == HttpStatusCode.Gone || reply.Verdict == "sandbox-lost", reply.Text);
        Assert.Equal("lifetime", await session.EndReasonAsync());
    }

    [Fact]
    public async Task Renew_ShortIdleTimeout_MovesTheDeadline()
    {
        await using var session = await shared.Api.OpenAsync(new { idleTimeoutSeconds = 60, waitSeconds = 30 });

        var renewed = await shared.Api.PostAsync($"{session.Path}/renew", new { idleTimeoutSeconds = 600 });

        Assert.True(renewed.Expect(HttpStatusCode.OK).Json.GetProperty("idleExpiresAt").GetDateTimeOffset() > session.Opened.Json.GetProperty("idleExpiresAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task List_OpenSession_IsInIt()
    {
        await using var session = await shared.Api.OpenAsync(Patient);

        var listed = (await shared.Api.GetAsync("/v1/sessions?state=active&pageSize=1000")).Expect(HttpStatusCode.OK).Json.GetProperty("sessions");

        Assert.Contains(listed.EnumerateArray(), entry => entry.GetProperty("id").GetString() == session.Id);
    }

    [Fact]
    public async Task Get_UnknownId_IsNotFound() =>
        (await shared.Api.GetAsync("/v1/sessions/nobody")).ExpectProblem(HttpStatusCode.NotFound, "session_not_found");
}
