using System.Diagnostics;

namespace Sandboxes.Bench;

/// <summary>What the same work costs cold, measured once a run, when a row first needs it.</summary>
internal sealed class ColdStarts(BenchOptions options)
{
    private const int Sequential = 60;
    private const int StartsPerLoop = 80;

    private Latency? _python;
    private Latency? _true;

    public Latency Python => _python ??= OneByOne(Bubblewrap.Python);

    public Latency True => _true ??= OneByOne(Bubblewrap.True);

    private Latency OneByOne(string[] command)
    {
        var latency = new Latency();
        Bubblewrap.Run(command);
        for (var i = 0; i < options.Samples(Sequential); i++)
        {
            latency.Time(() => Bubblewrap.Run(command));
        }

        return latency;
    }

    /// <summary>All at once: each one's time from the common start to its output.</summary>
    public static Latency AtOnce(int count) => Workers.AtOnce(count, _ => { Bubblewrap.Run(Bubblewrap.Python); return true; });

    /// <summary>Starts a second by as many shell loops as there are workers: a shell forks with less effort than this process.</summary>
    public double PerSecond(int workers)
    {
        var starts = options.Samples(StartsPerLoop);
        var since = Stopwatch.StartNew();
        var loops = Enumerable.Range(0, workers).Select(_ => Loop(starts)).ToList();
        foreach (var loop in loops)
        {
            loop.WaitForExit();
            loop.Dispose();
        }

        return workers * starts / since.Elapsed.TotalSeconds;
    }

    private static Process Loop(int starts)
    {
        const string Script = "n=$1; shift; while [ $n -gt 0 ]; do \"$@\" >/dev/null || exit 1; n=$((n - 1)); done";
        var shell = new ProcessStartInfo("/bin/sh") { UseShellExecute = false };
        foreach (var argument in (string[])["-c", Script, "sh", $"{starts}", .. Bubblewrap.CommandLine(Bubblewrap.Python)])
        {
            shell.ArgumentList.Add(argument);
        }

        return Process.Start(shell)!;
    }
}
