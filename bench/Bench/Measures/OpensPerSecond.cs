namespace Sandboxes.Bench;

/// <summary>The cluster's own speed, without sandboxes: opens on the simulated runtime beside an empty route of the same process.</summary>
internal static class OpensPerSecond
{
    private const int Connections = 16;
    private const double Seconds = 6;

    public static Row Measure(ProgramUnderTest program, BenchOptions options)
    {
        var length = options.Length(Seconds);
        EmptyRoute(program, length / 3);
        Opens(program, length / 3);
        var empty = EmptyRoute(program, length);
        var opens = Opens(program, length);
        return new()
        {
            Measure = $"opens a second, simulated runtime, {Connections} connections",
            Reach = "8,000, a third of an empty route",
            Measured = $"{Row.Number(opens)} /s",
            Samples = $"{opens * length.TotalSeconds:0}",
            Cold = $"no cold one; GET /v1/ping: {Row.Number(empty)} /s",
            Ratio = $"{opens / empty:0.00} of it",
            Reached = opens >= 8_000 && opens >= empty / 3,
        };
    }

    private static double EmptyRoute(ProgramUnderTest program, TimeSpan length) => Workers.PerSecond(Connections, length, _ =>
    {
        var connection = program.ConnectRaw();
        var request = connection.Encode("GET", "/v1/ping");
        return () => SandboxClient.Expect(connection.Send(request), 204);
    });

    private static double Opens(ProgramUnderTest program, TimeSpan length) => Workers.PerSecond(Connections, length, _ =>
    {
        var client = program.Connect();
        return () => client.Open(Names.Next());
    });
}
