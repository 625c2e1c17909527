namespace Sandboxes.Bench;

/// <summary>Executions one after the other in one open session.</summary>
internal static class InSession
{
    private const int WarmUp = 300;

    public static Row Cell(ProgramUnderTest program, BenchOptions options, ColdStarts cold)
    {
        var warm = Repeat(program, SandboxClient.Cell, options.Samples(5_000), SandboxClient.CheckCell);
        return Row.Of("cell in a warm kernel", "p50 0.5 ms", warm, cold.Python, "bwrap + python3 -c", warm.P50 <= 0.5);
    }

    public static Row Process(ProgramUnderTest program, BenchOptions options, ColdStarts cold)
    {
        var warm = Repeat(program, SandboxClient.Process, options.Samples(1_000), SandboxClient.CheckProcess);
        return Row.Of("process through the agent", "p50 2 ms", warm, cold.True, "bwrap + /bin/true", warm.P50 <= 2);
    }

    private static Latency Repeat(ProgramUnderTest program, string execution, int samples, Action<HttpAnswer> check)
    {
        using var client = program.Connect();
        var id = Names.Next();
        client.Open(id);
        var request = client.ExecuteRequest(id, execution);
        Timed(client, request, WarmUp, check);
        var latency = Timed(client, request, samples, check);
        client.Release(id);
        return latency;
    }

    private static Latency Timed(SandboxClient client, byte[] request, int samples, Action<HttpAnswer> check)
    {
        var latency = new Latency();
        for (var i = 0; i < samples; i++)
        {
            latency.Time(() => check(client.Send(request)));
        }

        return latency;
    }
}
