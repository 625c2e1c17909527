using Sandboxes.Abstractions;

namespace Sandboxes.Simulation;

/// <summary>
/// A caller of one session: opens it, uses it, renews it, releases it or goes away, and again. A call that fails it repeats with the same arguments, at whichever silo. Once faults
/// are over it ends what it has.
/// </summary>
internal sealed class Client(World world, int index, int twin)
{
    private readonly Chance _draw = new(world.Scenario.Seed, (ulong)(1_000 + (index * 2) + twin));
    private readonly SessionId _session = Session(index);
    private int _requests;

    private bool IsOver => world.Faults.IsOver;

    public static SessionId Session(int index) => new($"o{index % 2}", $"s{index}");

    public async Task Live()
    {
        await Think(20_000);
        while (!IsOver)
        {
            if (await Open() is { } told)
            {
                await Use(told);
            }

            await Think(8_000);
        }

        await Release();
    }

    private Pause Think(int mostMilliseconds) => world.Kernel.Pause(TimeSpan.FromMilliseconds(_draw.Between(1, mostMilliseconds)));

    private ISessionGrain? Session()
    {
        var alive = world.Cluster.Alive.ToList();
        return alive.Count == 0 ? null : alive[_draw.Below(alive.Count)].Factory.GetGrain<ISessionGrain>(_session.ToString());
    }

    private async Task<Acknowledged?> Open()
    {
        var request = Request();
        var template = world.Topology.Deployed.First(deployed => deployed.Name == request.Template);
        for (var tries = 0; tries < 5 && (tries == 0 || !IsOver); tries++)
        {
            var asked = world.Now;
            world.Story.Tell($"{_session} is to be opened with {template.Name} of revision {request.MinRevision} or later, or {request.WhenEmpty}");
            var answer = await Try(session => session.Open(request, CancellationToken.None).AsTask());
            if (answer.Value is { } opened)
            {
                world.Checks.Opened(request, opened);
                return world.Checks.Acknowledge(_session, opened.Session, asked, template);
            }

            if (answer.Refusal is { } refusal)
            {
                world.Story.Tell($"{_session} is refused: {refusal.Code}");
                world.Checks.Refused(_session, request, refusal, asked);
                return null;
            }

            await Think(1_000);
        }

        return null;
    }

    private OpenSession Request() => Demanding(world.Topology.Deployed[index % world.Topology.Deployed.Count].Name, _draw.Percent(20));

    /// <summary>Some demand the revision that was put last.</summary>
    private OpenSession Demanding(string template, bool newest) => new()
    {
        Template = template,
        MinRevision = newest ? world.Newest.GetValueOrDefault(template, 1) : null,
        WhenEmpty = (WhenEmpty)_draw.Below(3),
        WaitSeconds = _draw.Between(0, 20),
        Request = new(index, (short)twin, (short)++_requests, new byte[8]),
    };

    private async Task Use(Acknowledged told)
    {
        for (var times = _draw.Below(6); times > 0 && !IsOver; times--)
        {
            await Think(6_000);
            var asked = world.Now;
            var used = _draw.Percent(20) ? await Renewed() : await Executed();
            if (used)
            {
                told.Used(asked);
            }
        }

        if (_draw.Percent(70))
        {
            await Release();
        }
    }

    private async Task<bool> Renewed() => (await Try(session => session.Renew(new(null, null)).AsTask())).Value is not null;

    private async Task<bool> Executed()
    {
        var where = await Try(session => session.Use().AsTask());
        if (where.Value is not { } sandbox || world.Cluster.Alive.ToList() is not { Count: > 0 } alive)
        {
            return false;
        }

        try
        {
            var grain = alive[_draw.Below(alive.Count)].Factory.GetGrain<ISandboxGrain>(sandbox.Sandbox.ToString());
            var (started, refusal) = await grain.Execute(sandbox.Lease, new ExecutionRequest());
            if (refusal is { Code: RefusalCode.SessionEnded, Ended: null } && Session() is { } session)
            {
                await session.Doubt(sandbox.Lease, sandbox.Sandbox);
            }

            return started is not null;
        }
        catch (Exception failure) when (Grains.Faults.Pass(failure))
        {
            return false;
        }
    }

    /// <summary>Asks until somebody says that it is done.</summary>
    private async Task Release()
    {
        while (true)
        {
            world.Checks.Releasing(_session);
            world.Story.Tell($"{_session} is to be released");
            var done = Session() is { } session && await Done(session);
            world.Checks.Settled(_session, done);
            if (done)
            {
                return;
            }

            await Think(3_000);
        }
    }

    private static async Task<bool> Done(ISessionGrain session)
    {
        try
        {
            await session.Release(EndReason.Released, null);
            return true;
        }
        catch (Exception failure) when (Grains.Faults.Pass(failure))
        {
            return false;
        }
    }

    /// <summary>Neither a value nor a refusal: it did not come through.</summary>
    private async Task<Outcome<T>> Try<T>(Func<ISessionGrain, Task<Outcome<T>>> call) where T : class
    {
        try
        {
            return Session() is { } session ? await call(session) : default;
        }
        catch (Exception failure) when (Grains.Faults.Pass(failure))
        {
            return default;
        }
    }
}
