using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Holds the latch, and a timer on the boot clock for its deadlines.</summary>
internal sealed partial class LatchKeeper : IReadiness
{
    private static readonly TimeSpan WarningTime = TimeSpan.FromSeconds(10);
    private readonly EventLoop _loop;
    private readonly ExecutionTable _executions;
    private readonly JournalWriting _journal;
    private readonly int _timer = Sys.BootTimer();
    private readonly TimeSpan _startedAt;
    private Latch _latch;
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private TimeSpan _warnedFor;
    private bool _wasBusy;

    public LatchKeeper(EventLoop loop, ExecutionTable executions, TimeSpan idleDeadline, JournalWriting journal)
    {
        (_loop, _executions, _startedAt, _journal) = (loop, executions, loop.Now, journal);
        _journal.Started();
        _latch = Latch.Create(loop.Now, idleDeadline);
        loop.Add(_timer, EpollEvent.In, this);
        Arm();
    }

    /// <summary>Why it is over; null while it is not.</summary>
    public LatchEnd? End => _latch.Phase == LatchPhase.Gone ? _latch.End : null;

    private bool Busy => _executions.RunningCount > 0;

    public void Ready(int descriptor, uint events)
    {
        Span<byte> count = stackalloc byte[8];
        Sys.Read(_timer, count);
        _armedFor = TimeSpan.MaxValue;
        Check();
    }

    /// <summary>Before every frame: a deadline that has passed comes first.</summary>
    public void Check()
    {
        var busy = Busy;
        Move(_latch.Expire(_loop.Now, busy || _wasBusy));
        _wasBusy = busy;
        WarnBeforeEnd();
        Arm();
    }

    public void Heard() => Move(_latch.Heard(_loop.Now));

    public bool Use(string lease) => Take(_latch.Use(_loop.Now, lease, Busy)) == LatchAnswer.Ok;

    /// <summary>False: the frame is malformed.</summary>
    public bool Apply(Channel channel, in Frame frame)
    {
        if (LatchVerbs.Apply(_latch, _loop.Now, Busy, frame) is not { } step)
        {
            return false;
        }

        var answer = Take(step);
        if (answer == LatchAnswer.AlreadyBound && frame.Type == MessageType.Bind)
        {
            _journal.Refused(new WireReader(frame.Payload).Text());
        }

        var output = channel.BeginReply(frame.Stream, ReplyKind.Value);
        output.U8((byte)answer);
        output.Finish();
        return true;
    }

    public bool IsConfirmed => _latch.Phase == LatchPhase.Confirmed;

    public StatusReply Status(bool used, int processes) => new(
        _latch.Lease ?? "",
        IsConfirmed,
        _executions.RunningCount,
        Busy && IsConfirmed ? TimeSpan.Zero : _loop.Now - _latch.LastActivity,
        used,
        _loop.Now - _startedAt,
        processes,
        _latch.Deadline - _loop.Now,
        _latch.IdleTimeout,
        _latch.Generation);

    private LatchAnswer Take(LatchStep step)
    {
        Move(step.State);
        Arm();
        return step.Answer;
    }

    private void Move(Latch next)
    {
        var before = _latch;
        _latch = next;
        _journal.Moved(before, next);
    }

    private void WarnBeforeEnd()
    {
        if (IsConfirmed && _loop.Now >= _latch.Deadline - WarningTime && _warnedFor != _latch.Deadline)
        {
            _warnedFor = _latch.Deadline;
            foreach (var execution in _executions.Running)
            {
                execution.Warn("The sandbox comes to the end of its lifetime in 10 seconds."u8);
            }
        }
    }

    // An earlier alarm than needed is put right when it rings, so that activity alone costs no system call.
    private void Arm()
    {
        var next = _latch.NextCheck;
        if (IsConfirmed && _warnedFor != _latch.Deadline && _latch.Deadline - WarningTime < next)
        {
            next = _latch.Deadline - WarningTime;
        }

        if (next < _armedFor)
        {
            _armedFor = next;
            Sys.SetTimer(_timer, next);
        }
    }
}
