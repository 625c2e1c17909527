using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Clients;

/// <summary>
/// A client that never rests: it opens a session, works in it, and releases it, leaves it to its idle timeout, or comes back to it later. It remembers what it was told, and
/// believes nothing else. At most one client drives a session.
/// </summary>
internal sealed class Driver(SessionCalls calls, Random random, RunClock clock, IReadOnlyList<string> ids)
{
    private const int LongIdleSeconds = 180;
    private const int ShortIdleSeconds = 4;
    private const int RefusedPauseMs = 500;
    private const int LeastPauseMs = 20, MostPauseMs = 250;

    private static readonly string[] Variables = ["x0", "x1"];
    private static readonly string[] Files = ["f0.txt", "f1.txt"];

    /// <summary>Sessions that it was told it has, with their incarnations.</summary>
    private readonly Dictionary<string, long> _held = [];

    public async Task Run(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (await Open() is { } session)
            {
                await Work(session, stop);
            }
            else
            {
                await clock.Pause(RefusedPauseMs, CancellationToken.None);
            }

            await Pause();
        }
    }

    /// <summary>The last look of this client: each of its sessions is there or has ended for a reason, can be opened, written and read.</summary>
    public async Task LastLook()
    {
        foreach (var session in ids.Concat(_held.Keys).Distinct().ToList())
        {
            if (_held.TryGetValue(session, out var incarnation) && await IsActive(session, incarnation))
            {
                await ReadAll(session, incarnation);
            }

            var opened = await calls.Open(session, LongIdleSeconds);
            if (opened.Incarnation is { } now)
            {
                await calls.SetVariable(session, now, Variables[0]);
                await ReadAll(session, now);
                await calls.Release(session, now);
            }
        }
    }

    /// <summary>Every other client has ids of its own choice, so that incarnations follow each other; the others take what they are given.</summary>
    private async Task<string?> Open()
    {
        var id = ids.Count > 0 ? ids[random.Next(ids.Count)] : null;
        var opened = await calls.Open(id, random.Next(12) == 0 ? ShortIdleSeconds : LongIdleSeconds);
        if (opened is not { Session: { } session, Incarnation: { } incarnation })
        {
            return null;
        }

        _held[session] = incarnation;
        return session;
    }

    private async Task Work(string session, CancellationToken stop)
    {
        var steps = random.Next(4, 24);
        for (var step = 0; step < steps && !stop.IsCancellationRequested; step++)
        {
            if (!_held.TryGetValue(session, out var incarnation))
            {
                return;
            }

            await Act(session, incarnation);
            await Pause();
        }

        if (ids.Count == 0 || random.Next(3) > 0)
        {
            await Release(session);
        }
    }

    private async Task Act(string session, long incarnation)
    {
        var call = random.Next(13) switch
        {
            0 or 1 => await calls.SetVariable(session, incarnation, Any(Variables)),
            2 or 3 => await calls.GetVariable(session, incarnation, Any(Variables)),
            4 => await calls.WriteFile(session, incarnation, Any(Files)),
            5 => await calls.ReadFile(session, incarnation, Any(Files)),
            6 => await calls.Upload(session, incarnation, Any(Files)),
            7 => await calls.Download(session, incarnation, Any(Files)),
            8 => await calls.Renew(session, incarnation, LongIdleSeconds),
            9 => await calls.Get(session, incarnation),
            10 => await BeSilent(session, incarnation),
            _ => await Talk(session, incarnation),
        };
        await Believe(session, incarnation, call);
    }

    /// <summary>Whoever is told that the session ended asks when, and holds it no more.</summary>
    private async Task Believe(string session, long incarnation, Call call)
    {
        if (call.Status == 410)
        {
            _held.Remove(session);
            await calls.Get(session, incarnation);
        }
        else if (call is { Verb: Verb.Get, Facts: { } facts } && (facts.Ended || facts.Incarnation != incarnation))
        {
            _held.Remove(session);
        }
    }

    /// <summary>Starts what talks for two seconds, comes back for it later, and again if the answer broke off.</summary>
    private async Task<Call> Talk(string session, long incarnation)
    {
        var (call, execution) = await calls.Start(session, incarnation);
        for (var tries = 0; execution is not null && tries < 3; tries++)
        {
            await clock.Pause(random.Next(1_500));
            call = await calls.Attach(session, incarnation, execution);
            if (call.Known && call.Status != 503)
            {
                return call;
            }
        }

        return call;
    }

    private async Task<Call> BeSilent(string session, long incarnation)
    {
        await clock.Pause(random.Next(2) * ShortIdleSeconds * 1_500);
        return await calls.Get(session, incarnation);
    }

    private async Task Release(string session)
    {
        if (_held.Remove(session, out var incarnation))
        {
            var released = await calls.Release(session, incarnation);
            for (var tries = 0; !released.Acknowledged && tries < 3; tries++)
            {
                await clock.Pause(1_000);
                released = await calls.Release(session, incarnation);
            }
        }
    }

    private async Task<bool> IsActive(string session, long incarnation)
    {
        var seen = await calls.Get(session, incarnation);
        return seen.Facts is { Ended: false } facts && facts.Incarnation == incarnation;
    }

    private async Task ReadAll(string session, long incarnation)
    {
        foreach (var name in Variables)
        {
            await calls.GetVariable(session, incarnation, name);
        }

        foreach (var path in Files)
        {
            await calls.ReadFile(session, incarnation, path);
        }
    }

    private Task Pause() => clock.Pause(random.Next(LeastPauseMs, MostPauseMs));

    private string Any(string[] of) => of[random.Next(of.Length)];
}
