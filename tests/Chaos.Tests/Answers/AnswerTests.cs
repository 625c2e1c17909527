using Microsoft.Extensions.Time.Testing;
using Sandboxes.Chaos.Clients;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Answers;

public sealed class AnswerTests
{
    private const string Birth = "tok00000000000000000000000000000001";
    private const string Said = "tok00000000000000000000000000000002";

    private static string Event(string kind, string data) => $$"""{"id": 1, "event": "{{kind}}", "data": {{data}}}""" + "\n";

    private static string Stdout(string text) => Event("stdout", $$"""{"text": "{{text.Replace("\n", "\\n", StringComparison.Ordinal)}}", "encoding": "utf-8"}""");

    private static Call Read(string events) => Talk.Read(new Story().Call(Verb.Attach), events);

    private static string Lines(int count) => string.Concat(Enumerable.Repeat($"{Said}\n", count));

    [Fact]
    public void Talk_InPieces_IsJoined()
    {
        var call = Read(Event("started", "{}") + Stdout($"birth={Birth}\n{Said[..7]}") + Stdout($"{Said[7..]}\n{Lines(Code.Lines - 1)}") + Event("ended", """{"verdict": "ok"}"""));
        Assert.Equal(("ok", Birth, Said), (call.Verdict, call.Birth, call.Value));
    }

    [Theory]
    [InlineData(Code.Lines - 1)]
    [InlineData(Code.Lines + 1)]
    public void Talk_WithLinesMissingOrDoubled_IsNotItsToken(int lines) =>
        Assert.NotEqual(Said, Read(Stdout($"birth={Birth}\n{Lines(lines)}") + Event("ended", """{"verdict": "ok"}""")).Value);

    [Fact]
    public void Talk_WithoutAnEnd_HasNoVerdictThatCounts() => Assert.Equal("none", Read(Stdout($"birth={Birth}\n")).Verdict);

    [Fact]
    public void Session_InAnAnswer_IsReadOnTheRunsClock()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
        var facts = FactsReader.Read(
            new(200, """
            {"id": "alice", "incarnation": 7, "state": "closed", "node": "a", "sandbox": "box", "createdAt": "2026-01-01T00:00:01Z", "expiresAt": "2026-01-01T00:01:00Z",
             "idleExpiresAt": "2026-01-01T00:00:30Z", "ended": {"at": "2026-01-01T00:00:09.5Z", "reason": "node-lost", "detail": null}}
            """, null),
            new RunClock(time));
        Assert.Equal(new() { Session = "alice", Incarnation = 7, State = "closed", Node = "a", Sandbox = "box", CreatedAt = 1_000, ExpiresAt = 60_000, IdleExpiresAt = 30_000, EndedAt = 9_500, Reason = "node-lost" }, facts);
    }

    [Theory]
    [InlineData("birth=" + Birth + "\nvalue=" + Said + "\n", Said)]
    [InlineData("birth=" + Birth + "\nvalue=none\n", null)]
    [InlineData("", null)]
    public void Output_OfARead_IsItsValue(string output, string? value) => Assert.Equal(value, Code.Value(output));
}
