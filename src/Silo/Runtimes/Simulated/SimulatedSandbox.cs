using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>One simulated sandbox: the agent's latch, a few executions and a workspace in memory.</summary>
internal sealed partial class SimulatedSandbox
{
    private static readonly TimeSpan IdleDeadline = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly SandboxId _id;
    private readonly SimulatedFaults _faults;
    private readonly TimeProvider _time;
    private readonly Action<SandboxId> _forget;
    private readonly long _origin;
    private readonly TaskCompletionSource<SandboxGone> _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<SimulatedChannel> _channels = [];
    private Latch _latch;
    private TimeSpan _boundAt;
    private bool _used;
    private SimulatedExecutions? _executions;
    private SimulatedWorkspace? _workspace;

    public SimulatedSandbox(SandboxId id, TemplateSpec template, Task booted, SimulatedFaults faults, TimeProvider time, Action<SandboxId> forget)
    {
        (_id, Template, Booted, _faults, _time, _forget) = (id, template, booted, faults, time, forget);
        _origin = time.GetTimestamp();
        _latch = Latch.Create(TimeSpan.Zero, IdleDeadline);
    }

    public TemplateSpec Template { get; }

    public SandboxId Id => _id;

    public FoundSandbox Found => new(_id, Template.Name, Template.Revision, Template.Scope);

    public Task Booted { get; }

    public Task<SandboxGone> Gone => _gone.Task;

    private TimeSpan Now => _time.GetElapsedTime(_origin);

    private bool Busy => _executions is { Running: > 0 };

    public SimulatedChannel Connect()
    {
        var channel = new SimulatedChannel(this);
        lock (_lock)
        {
            if (_gone.Task.IsCompleted)
            {
                throw new SandboxRuntimeException($"Sandbox {_id} is gone.");
            }

            _channels.Add(channel);
        }

        return channel;
    }

    public void Disconnect(SimulatedChannel channel)
    {
        lock (_lock)
        {
            _channels.Remove(channel);
        }
    }

    /// <summary>Lost: the bind took effect, and its answer never comes.</summary>
    public (LatchResult Result, bool Lost) Bind(LeaseId lease, TimeSpan timeToConfirm)
    {
        lock (_lock)
        {
            var step = _latch.Bind(Now, lease.Value, timeToConfirm);
            _latch = step.State;
            _boundAt = Now;
            var answer = _faults.LatchRemoved && step.Answer == LatchAnswer.AlreadyBound ? LatchAnswer.Ok : step.Answer;
            return (Settled(answer), _faults.NextBindReplyIsLost(lease));
        }
    }

    public LatchResult Confirm(LeaseId lease, LeaseTerms terms) =>
        Step(latch => latch.Confirm(Now, lease.Value, terms.Lifetime, terms.IdleTimeout, Busy));

    /// <summary>Lost: the renewal took effect, and its answer never comes.</summary>
    public (LatchResult Result, bool Lost) Renew(LeaseId lease, LeaseTerms terms) =>
        (Step(latch => latch.Renew(Now, lease.Value, terms.Lifetime, terms.IdleTimeout, Busy)), _faults.NextRenewReplyIsLost());

    public LatchResult Retire() => Step(latch => latch.Retire(Now, Busy));

    public LatchResult EndLease(LeaseId lease) => Step(latch => latch.EndLease(Now, lease.Value, Busy));

    public SandboxStatus Status()
    {
        lock (_lock)
        {
            // Heard also counts as use of a confirmed lease, and a question about idleness must not end it.
            _latch = _latch.Phase == LatchPhase.Idle ? _latch.Heard(Now) : _latch.Expire(Now, Busy);
            Settled(LatchAnswer.Ok);
            if (_latch.Phase == LatchPhase.Gone)
            {
                throw new ChannelClosedException("At its end it says nothing of itself any more.");
            }

            return new()
            {
                Lease = _latch.Lease is { } lease ? new LeaseId(lease) : null,
                Confirmed = _latch.Phase == LatchPhase.Confirmed,
                Running = _executions?.Running ?? 0,
                SinceActivity = Now - _latch.LastActivity,
                Used = _used,
                Age = Now,
                Processes = 1,
                Remaining = _latch.Deadline - Now,
                IdleTimeout = _latch.IdleTimeout,
                Generation = _latch.Generation,
            };
        }
    }

    /// <summary>Null: the lease may act, and it counts as use.</summary>
    public Refusal? Use(LeaseId lease)
    {
        lock (_lock)
        {
            var step = _latch.Use(Now, lease.Value, Busy);
            _latch = step.State;
            _used |= step.Answer == LatchAnswer.Ok;
            return Settled(step.Answer) == LatchResult.Ok ? null : new(RefusalCode.SessionEnded, "The lease does not hold this sandbox (any more).");
        }
    }

    public SimulatedExecutions Executions
    {
        get
        {
            lock (_lock)
            {
                return _executions ??= new(Template, _time);
            }
        }
    }

    public SimulatedWorkspace Workspace
    {
        get
        {
            lock (_lock)
            {
                return _workspace ??= new(_time);
            }
        }
    }

    public void Expire()
    {
        lock (_lock)
        {
            _latch = _latch.Expire(Now, Busy);
            Settled(LatchAnswer.Ok);
        }
    }

    public void End(SandboxGone why)
    {
        lock (_lock)
        {
            Finish(why);
        }
    }

    public void CutChannels()
    {
        SimulatedChannel[] open;
        lock (_lock)
        {
            open = [.. _channels];
            _channels.Clear();
        }

        foreach (var channel in open)
        {
            channel.Break();
        }
    }

    private LatchResult Step(Func<Latch, LatchStep> verb)
    {
        lock (_lock)
        {
            var step = verb(_latch);
            _latch = step.State;
            return Settled(step.Answer);
        }
    }

    /// <summary>A latch that is gone takes the sandbox with it.</summary>
    private LatchResult Settled(LatchAnswer answer)
    {
        if (_latch.Phase == LatchPhase.Gone)
        {
            Finish(new(ReasonOf(_latch.End), _latch.End.ToString()));
        }

        return answer switch
        {
            LatchAnswer.Ok => LatchResult.Ok,
            LatchAnswer.AlreadyBound => LatchResult.AlreadyBound,
            LatchAnswer.NotBound => LatchResult.NotBound,
            _ => LatchResult.Gone,
        };
    }

    private void Finish(SandboxGone why)
    {
        if (!_gone.TrySetResult(why))
        {
            return;
        }

        _executions?.Lose();
        foreach (var channel in _channels)
        {
            channel.Break();
        }

        _channels.Clear();
        _forget(_id);
    }

    private static EndReason ReasonOf(LatchEnd end) => end switch
    {
        LatchEnd.Unconfirmed => EndReason.Unused,
        LatchEnd.Idle => EndReason.IdleTimeout,
        LatchEnd.Lifetime => EndReason.Lifetime,
        _ => EndReason.Released,
    };
}
