using System.Collections.Concurrent;
using System.Diagnostics;

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
        Sustained(program, length / 3);
        var empty = EmptyRoute(program, length);
        var stock = FromStock(program, options.Samples(10));
        var sustained = Sustained(program, length);
        return new()
        {
            Measure = $"opens a second, simulated runtime, {Connections} connections",
            Reach = "8,000, a third of an empty route",
            Measured = $"{Row.Number(stock)} /s",
            P99 = $"{Row.Number(sustained)} /s with refills beside it",
            Samples = $"from {program.Settings.Idle:#,0} idle",
            Cold = $"no cold one; GET /v1/ping: {Row.Number(empty)} /s",
            Ratio = $"{stock / empty:0.00} of it",
            Reached = stock >= 8_000 && stock >= empty / 3,
        };
    }

    private static double EmptyRoute(ProgramUnderTest program, TimeSpan length) => Workers.PerSecond(Connections, length, _ =>
    {
        var connection = program.ConnectRaw();
        var request = connection.Encode("GET", "/v1/ping");
        return () => SandboxClient.Expect(connection.Send(request), 204);
    });

    /// <summary>Less than half of a full pool at a time, so that opens are all that is done.</summary>
    private static double FromStock(ProgramUnderTest program, int times)
    {
        var (opened, taken) = (0, TimeSpan.Zero);
        var share = program.Settings.Idle / 2 / Connections;
        for (; opened < times * share * Connections; opened += share * Connections)
        {
            Full(program);
            var ids = new ConcurrentBag<string>();
            var start = Stopwatch.GetTimestamp();
            Workers.Run(Connections, _ => Open(program, ids, share));
            taken += Stopwatch.GetElapsedTime(start);
            Release(program, ids);
        }

        return opened / taken.TotalSeconds;
    }

    /// <summary>For longer than the stock lasts: every open has a creation beside it.</summary>
    private static double Sustained(ProgramUnderTest program, TimeSpan length)
    {
        Full(program);
        var ids = new ConcurrentBag<string>();
        var rate = Workers.PerSecond(Connections, length, _ =>
        {
            var client = program.Connect();
            return () => Open(client, ids);
        });
        Release(program, ids);
        return rate;
    }

    private static void Open(ProgramUnderTest program, ConcurrentBag<string> ids, int count)
    {
        using var client = program.Connect();
        for (var i = 0; i < count; i++)
        {
            Open(client, ids);
        }
    }

    private static void Open(SandboxClient client, ConcurrentBag<string> ids)
    {
        var id = Names.Next();
        client.Open(id);
        ids.Add(id);
    }

    private static void Release(ProgramUnderTest program, ConcurrentBag<string> ids) => Workers.Run(Connections, _ =>
    {
        using var client = program.Connect();
        while (ids.TryTake(out var id))
        {
            client.Release(id);
        }
    });

    private static void Full(ProgramUnderTest program)
    {
        using var client = program.Connect();
        Waiting.UntilFull(client);
    }
}
