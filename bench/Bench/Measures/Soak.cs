using System.Collections.Concurrent;
using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>Half the sustained rate for many minutes: what leaks shows as growth.</summary>
internal sealed class Soak(ProgramUnderTest program, BenchOptions options) : IDisposable
{
    public const string Name = "soak";
    private const int Clients = 16;
    private const int MostWaiting = 10_000;
    private const double CalibrationSeconds = 20;
    private static readonly TimeSpan SampleEvery = TimeSpan.FromSeconds(5);

    private readonly BlockingCollection<long> _due = new(MostWaiting);
    private readonly Latency _opens = new();
    private readonly List<Footprint> _footprints = [];

    public Row Measure()
    {
        var rate = Sustained.PerSecond(program, options.Length(CalibrationSeconds)) / 2;
        Console.Error.WriteLine($"soak: {rate:0.0} a second for {options.Minutes} minutes");
        var feeder = new Thread(() => Feed(rate));
        feeder.Start();
        Workers.Run(Clients, _ => Work());
        feeder.Join();
        return Report(rate);
    }

    public void Dispose() => _due.Dispose();

    /// <summary>Hands out work when it is due, whether or not the last is done: a slow program is not asked less often.</summary>
    private void Feed(double rate)
    {
        var (watch, handedOut, sampled) = (Stopwatch.StartNew(), 0L, TimeSpan.Zero);
        while (watch.Elapsed.TotalMinutes < options.Minutes)
        {
            for (; handedOut < rate * watch.Elapsed.TotalSeconds; handedOut++)
            {
                _due.Add(Stopwatch.GetTimestamp());
            }

            if (watch.Elapsed - sampled >= SampleEvery)
            {
                sampled = watch.Elapsed;
                Sample();
            }

            Waiting.Pause(1);
        }

        _due.CompleteAdding();
    }

    private void Sample()
    {
        var now = Footprint.Of(program.Id);
        _footprints.Add(now);
        Console.Error.WriteLine($"soak: {_footprints.Count * SampleEvery.TotalSeconds:0} s {now}");
    }

    private void Work()
    {
        using var client = program.Connect();
        foreach (var due in _due.GetConsumingEnumerable())
        {
            var id = Names.Next();
            client.Open(id);
            lock (_opens)
            {
                _opens.AddSince(due);
            }

            client.RunCell(id);
            client.Release(id);
        }
    }

    private Row Report(double rate)
    {
        var growth = Growth.Between(_footprints);
        return new()
        {
            Measure = $"{options.Minutes} minutes at half the rate ({Row.Number(rate)} /s)",
            Reach = "flat; open p99.9 under 20 ms",
            Measured = growth.ToString(),
            P99 = $"open p50 {Row.Ms(_opens.P50)}, p99.9 {Row.Ms(_opens.At(99.9))}",
            Samples = $"{_opens.Count} opens, {_footprints.Count} looks",
            Cold = "no cold one",
            Reached = growth.Flat && _opens.At(99.9) < 20,
        };
    }
}
