using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Clients;
using Sandboxes.Chaos.Cluster;
using Sandboxes.Chaos.Faults;
using Sandboxes.Chaos.Histories;
using Sandboxes.Chaos.Looks;
using Sandboxes.Chaos.Reports;

namespace Sandboxes.Chaos;

/// <summary>Starts a cluster, lets clients and faults loose on it, and judges what they wrote down.</summary>
internal sealed class ChaosRun(ChaosOptions options, TimeProvider time)
{
    /// <summary>From the last fault to the last look.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(60);

    /// <summary>Clients of their own ids have this many each, so that one incarnation follows another.</summary>
    private const int IdsOfAClient = 2;

    private readonly HistoryFolder _folder = new(options.Output);
    private readonly RunClock _clock = new(time);

    /// <summary>Whether nothing was violated.</summary>
    public async Task<bool> Run(CancellationToken stop)
    {
        Directory.CreateDirectory(_folder.Logs);
        _folder.Write(Facts(calmFrom: null));
        using (var calls = new Recorder<Call>(_folder.Calls))
        using (var faults = new Recorder<Fault>(_folder.Faults))
        {
            await using var cluster = await ChaosCluster.Start(options, _folder, faults, _clock);
            Say($"three silos and two frontends are ready after {_clock.Now / 1_000:F1} s{(cluster.Network.CanCut ? "" : "; not root, so nothing is cut off from anything")}");
            try
            {
                await Act(cluster, calls, stop);
            }
            finally
            {
                Copy(cluster.Journals, _folder.Journals);
            }
        }

        stop.ThrowIfCancellationRequested();
        return Judge(_folder);
    }

    /// <summary>Judges a history that is there already.</summary>
    public static bool Judge(HistoryFolder folder)
    {
        var history = folder.Read();
        var violations = Checker.Check(history);
        var summary = Summary.Write(folder.ReadRun(), history, violations);
        File.WriteAllText(folder.In("summary.txt"), summary);
        Console.WriteLine(summary);
        Console.WriteLine($"histories and logs: {folder.Path}");
        return violations.Count == 0;
    }

    private async Task Act(ChaosCluster cluster, Recorder<Call> calls, CancellationToken stop)
    {
        List<Api> frontends = [.. cluster.FrontendNames.Select(name => new Api(name, cluster.AddressOf(name)))];
        try
        {
            using var clientsStop = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var drivers = Drivers(frontends, calls);
            var clients = drivers.Select(driver => driver.Run(clientsStop.Token)).ToList();
            await InjectFor(cluster, TimeSpan.FromMinutes(options.Minutes), stop);
            Say($"the last fault is over; {Calm.TotalSeconds} s of calm");
            await _clock.Pause(Calm.TotalMilliseconds, stop);
            await clientsStop.CancelAsync();
            await Task.WhenAll(clients);
            await LastLook(cluster, frontends, drivers);
        }
        finally
        {
            frontends.ForEach(frontend => frontend.Dispose());
        }
    }

    private async Task InjectFor(ChaosCluster cluster, TimeSpan length, CancellationToken stop)
    {
        using var over = new CancellationTokenSource(length, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        await new Injector(cluster, options.Seed, _clock).Run(either.Token);
    }

    private async Task LastLook(ChaosCluster cluster, List<Api> frontends, IReadOnlyList<Driver> drivers)
    {
        _folder.Write(await new Look(cluster, frontends[0], _clock).Take());
        _folder.Write(Facts(calmFrom: _clock.Now));
        Say("the last look: every client asks for all of its sessions");
        foreach (var driver in drivers)
        {
            await driver.LastLook();
        }
    }

    private List<Driver> Drivers(IReadOnlyList<Api> frontends, Recorder<Call> calls) => [.. Enumerable.Range(0, options.Clients).Select(client =>
    {
        var random = new Random(unchecked((options.Seed * 7_919) + client));
        string[] ids = client % 2 == 0 ? [.. Enumerable.Range(0, IdsOfAClient).Select(number => $"client-{client}-{number}")] : [];
        return new Driver(new(new Caller(client, frontends, random, calls, _clock)), random, _clock, ids);
    })];

    private RunFacts Facts(double? calmFrom) => new(options.Seed, options.Minutes, _clock.BeganUnixMs, calmFrom);

    private void Say(string what) => Console.WriteLine($"[{_clock.Now / 1_000,7:F1}] {what}");

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.Exists(from) ? Directory.GetFiles(from, "*", SearchOption.AllDirectories) : [])
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy, overwrite: true);
        }
    }
}
