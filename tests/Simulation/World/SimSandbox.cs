using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>A sandbox and its agent: the production latch on the clock of its machine. It is the truth that the checks compare everything with.</summary>
internal sealed partial class SimSandbox(World world, SimNode node, SandboxId id, TemplateSpec template) : IDue
{
    /// <summary>An idle agent that hears nothing for this long ends itself.</summary>
    public static readonly TimeSpan IdleDeadline = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan ExitTakes = TimeSpan.FromMilliseconds(5);

    private readonly TaskCompletionSource _booted = new();
    private readonly TaskCompletionSource<SandboxGone> _noticed = new();
    private readonly List<SimChannel> _channels = [];
    private TimeSpan _checkAt = TimeSpan.MaxValue;
    private Latch? _latch;

    public SandboxId Id => id;
    public TemplateSpec Template => template;
    public SimNode Node => node;
    public TimeSpan CreatedAt { get; } = world.Now;

    /// <summary>No process of it runs any more.</summary>
    public bool IsGone { get; private set; }
    public EndReason Why { get; private set; }
    public TimeSpan GoneAt { get; private set; }

    /// <summary>Completes when it has booted or is gone.</summary>
    public Task Booted => _booted.Task;

    /// <summary>Completes when its runtime knows that it is gone.</summary>
    public Task<SandboxGone> Noticed => _noticed.Task;

    public Latch? Latch => _latch;

    /// <summary>The one lease that ever bound it, and the one that ever used it.</summary>
    public string? BoundBy { get; private set; }
    public string? UsedBy { get; private set; }
    public bool WasConfirmed { get; private set; }
    public TimeSpan ConfirmedAt { get; private set; }
    public bool Used { get; private set; }

    /// <summary>Its agent hears nothing.</summary>
    public bool IsMute { get; set; }

    /// <summary>When a fault last came between it and those who talk to it.</summary>
    public TimeSpan HurtAt { get; set; } = TimeSpan.MinValue;

    private TimeSpan Clock => world.Now + node.Slept;

    public async Task Boot(TimeSpan takes, bool fails)
    {
        await world.Kernel.Pause(takes);
        if (IsGone)
        {
            return;
        }

        if (fails)
        {
            End(EndReason.Crashed);
            return;
        }

        _latch = Latch.Create(Clock, IdleDeadline);
        _booted.TrySetResult();
        CheckWhenDue();
    }

    public void Open(SimChannel channel) => _channels.Add(channel);

    public void Close(SimChannel channel) => _channels.Remove(channel);

    public LatchResult Bind(LeaseId lease, TimeSpan timeToConfirm)
    {
        var before = BoundBy;
        var result = Take(_latch!.Bind(Clock, lease.Value, timeToConfirm));
        if (world.Planted == Planted.NoLatch && result == LatchResult.AlreadyBound)
        {
            result = LatchResult.Ok;
        }

        if (result == LatchResult.Ok)
        {
            BoundBy ??= lease.Value;
            world.Checks.Bound(this, before, lease.Value);
            Organization ??= lease.Session!.Value.Organization;
            world.Checks.Given(this, lease);
        }

        return result;
    }

    public LatchResult Confirm(LeaseId lease, LeaseTerms terms)
    {
        var result = Take(_latch!.Confirm(Clock, lease.Value, terms.Lifetime, terms.IdleTimeout, false));
        if (result == LatchResult.Ok)
        {
            ConfirmedAt = WasConfirmed ? ConfirmedAt : world.Now;
            WasConfirmed = true;
            world.Checks.Confirmed(this, lease.Value);
        }

        return result;
    }

    public LatchResult Renew(LeaseId lease, LeaseTerms terms) => Take(_latch!.Renew(Clock, lease.Value, terms.Lifetime, terms.IdleTimeout, false));

    public LatchResult Retire() => Take(_latch!.Retire(Clock, false));

    public LatchResult EndLease(LeaseId lease)
    {
        world.Story.Tell($"{id.Name} is told that {world.Story.Lease(lease.Value)} is over");
        return Take(_latch!.EndLease(Clock, lease.Value, false));
    }

    public bool Use(LeaseId lease)
    {
        if (Take(_latch!.Use(Clock, lease.Value, false)) != LatchResult.Ok)
        {
            return false;
        }

        world.Checks.Used(this, UsedBy, lease.Value);
        (UsedBy, Used) = (lease.Value, true);
        return true;
    }

    public SandboxStatus Status()
    {
        Take(new(_latch!.Heard(Clock), LatchAnswer.Ok));
        if (_latch!.Phase == LatchPhase.Gone)
        {
            throw new ChannelClosedException("At its end it says nothing of itself any more.");
        }

        return new()
        {
            Lease = _latch.Lease is { } lease ? new LeaseId(lease) : null,
            Confirmed = _latch.Phase == LatchPhase.Confirmed,
            SinceActivity = Clock - _latch.LastActivity,
            Used = Used,
            Age = world.Now - CreatedAt,
            Processes = 1,
            Remaining = _latch.Deadline - Clock,
            IdleTimeout = _latch.IdleTimeout,
            Generation = _latch.Generation,
        };
    }

    /// <summary>Its clock has moved or its deadline has come.</summary>
    public void Fire(int version)
    {
        if (IsGone || _latch is null || world.Planted == Planted.NoDeadline)
        {
            return;
        }

        _checkAt = TimeSpan.MaxValue;
        Take(new(_latch.Expire(Clock, false), LatchAnswer.Ok));
    }

    /// <summary>Killed from outside, or its agent has ended itself.</summary>
    public void End(EndReason why)
    {
        if (IsGone)
        {
            return;
        }

        (IsGone, Why, GoneAt) = (true, why, world.Now);
        world.Story.Tell($"sandbox {id.Name} on {node.Name} is gone: {why}");
        world.Kernel.Note((int)why);
        node.Sandboxes.Remove(id.Name);
        node.Ended.Enqueue(this);
        world.Checks.Ended(this);
        foreach (var channel in _channels.ToArray())
        {
            channel.Break();
        }

        _ = Notice();
    }

    private async Task Notice()
    {
        await world.Kernel.Pause(TimeSpan.Zero);
        _booted.TrySetResult();
        await world.Kernel.Pause(world.Faults.Hits(Fault.GoneLate) ? world.Draw.Between(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60)) : TimeSpan.FromMilliseconds(world.Draw.Between(1, 200)));
        _noticed.TrySetResult(new(Why, null));
    }

    private LatchResult Take(LatchStep step)
    {
        _latch = step.State;
        if (_latch.Phase == LatchPhase.Gone)
        {
            _ = Exit();
        }
        else
        {
            CheckWhenDue();
        }

        return step.Answer switch
        {
            LatchAnswer.Ok => LatchResult.Ok,
            LatchAnswer.AlreadyBound => LatchResult.AlreadyBound,
            LatchAnswer.NotBound => LatchResult.NotBound,
            _ => LatchResult.Gone,
        };
    }

    /// <summary>The answer that ended it goes out first.</summary>
    private async Task Exit()
    {
        await world.Kernel.Pause(ExitTakes);
        End(_latch!.End switch
        {
            LatchEnd.Unconfirmed => EndReason.StartFailed,
            LatchEnd.Idle => EndReason.IdleTimeout,
            LatchEnd.Lifetime => EndReason.Lifetime,
            _ => EndReason.Released,
        });
    }

    private void CheckWhenDue()
    {
        var at = _latch!.NextCheck - node.Slept;
        if (at < _checkAt)
        {
            _checkAt = at;
            world.Kernel.At(at, this);
        }
    }
}
