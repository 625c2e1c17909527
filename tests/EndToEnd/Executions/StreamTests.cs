namespace Sandboxes.EndToEnd;

/// <summary>Output as it happens, and again.</summary>
public sealed class StreamTests(SharedProduct shared)
{
    private static readonly object Patient = new { waitSeconds = 30 };
    private static readonly object Cell = new { language = "python", code = "import sys; print('out'); print('err', file=sys.stderr); 42" };

    [Theory]
    [InlineData(ApiEvent.Sse)]
    [InlineData(ApiEvent.JsonLines)]
    public async Task Execute_AsAStream_TellsAllInOrderAndEndsWithTheVerdict(string accept)
    {
        await using var session = await shared.Api.OpenAsync(Patient);

        var events = await ApiEvent.ReadAllAsync(await shared.Api.StreamAsync(HttpMethod.Post, $"{session.Path}/executions", accept, Cell));

        Assert.Equal("started", events[0].Name);
        Assert.Equal(["ended", "result", "started", "stderr", "stdout"], events.Select(happened => happened.Name).Order(StringComparer.Ordinal));
        Assert.Equal("ok", events[^1].Data.GetProperty("verdict").GetString());
        Assert.Equal(events.Select(happened => happened.Id).Order(), events.Select(happened => happened.Id));
    }

    [Fact]
    public async Task Events_AfterACursor_ReplayWhatWasMissedAndGoOn()
    {
        await using var session = await shared.Api.OpenAsync(Patient);
        var execution = await session.StartAsync(new { language = "python", code = "for i in range(5): print(i, flush=True)\n'end'", background = true });
        await session.EndOfAsync(execution);

        var all = await ApiEvent.ReadAllAsync(await shared.Api.StreamAsync(HttpMethod.Get, $"{execution}/events", ApiEvent.JsonLines));
        var rest = await ApiEvent.ReadAllAsync(await shared.Api.StreamAsync(HttpMethod.Get, $"{execution}/events?after={all[0].Id}", ApiEvent.JsonLines));

        Assert.Equal("0\n1\n2\n3\n4\n", TextOf(all));
        Assert.Equal(all.Skip(1).Select(happened => happened.Id), rest.Select(happened => happened.Id));
        Assert.Equal(TextOf(all), TextOf(rest));
    }

    [Fact]
    public async Task Background_ClientThatReattaches_LosesNothingOfWhatItPrintedMeanwhile()
    {
        await using var session = await shared.Api.OpenAsync(Patient);
        var execution = await session.StartAsync(new { command = new[] { "sh", "-c", "for i in 1 2 3; do echo $i; sleep 0.1; done" }, background = true });

        var live = await ApiEvent.ReadAllAsync(await shared.Api.StreamAsync(HttpMethod.Get, $"{execution}/events?after=0", ApiEvent.Sse));

        Assert.Equal("1\n2\n3\n", TextOf(live));
        Assert.Equal("ended", live[^1].Name);
    }

    private static string TextOf(IReadOnlyList<ApiEvent> events) =>
        string.Concat(events.Where(happened => happened.Name == "stdout").Select(happened => happened.Data.EnumerateObject().First(field => field.Name is "text" or "data").Value.GetString()));
}
