using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>Work on threads of their own: a blocked one holds up no other.</summary>
internal static class Workers
{
    private const int StackBytes = 256 << 10;

    /// <summary>Runs on each worker's thread and waits for all; the first failure is thrown.</summary>
    public static void Run(int workers, Action<int> work)
    {
        Exception? failure = null;
        var threads = Enumerable.Range(0, workers).Select(worker => new Thread(() => Guard(worker), StackBytes)).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        if (failure is not null)
        {
            throw new BenchException($"A worker failed: {failure.Message}");
        }

        void Guard(int worker)
        {
            try
            {
                work(worker);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }
        }
    }

    /// <summary>All workers start at one moment; the time from then on of each that succeeds.</summary>
    public static Latency AtOnce(int workers, Func<int, bool> work)
    {
        var taken = new TimeSpan?[workers];
        using var gate = new Barrier(workers);
        Run(workers, worker =>
        {
            gate.SignalAndWait();
            var start = Stopwatch.GetTimestamp();
            if (work(worker))
            {
                taken[worker] = Stopwatch.GetElapsedTime(start);
            }
        });
        return Collect(taken);
    }

    /// <summary>Repeats on every worker until the time is up. Returns how often all of them did it, for each second.</summary>
    public static double PerSecond(int workers, TimeSpan length, Func<int, Action> prepare)
    {
        var counts = new long[workers];
        var started = 0L;
        using var gate = new Barrier(workers, _ => started = Stopwatch.GetTimestamp());
        Run(workers, worker =>
        {
            var act = prepare(worker);
            gate.SignalAndWait();
            while (Stopwatch.GetElapsedTime(started) < length)
            {
                act();
                counts[worker]++;
            }
        });
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static Latency Collect(TimeSpan?[] taken)
    {
        var latency = new Latency();
        foreach (var time in taken.OfType<TimeSpan>())
        {
            latency.Add(time);
        }

        return latency;
    }
}
