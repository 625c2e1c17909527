using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// Readers that wait for events. In an execution's first moments they wait for its end, so that what is over at once is told in one
/// answer.
/// </summary>
internal sealed class Readers : ITimed
{
    /// <summary>Readers that may wait; beyond it the one that has waited longest is answered with what there is.</summary>
    public const int MostWaiting = 1_024;

    private static readonly TimeSpan FirstMoments = TimeSpan.FromMilliseconds(2);

    /// <summary>Events of one execution after which readers are answered in beats, so that output byte by byte becomes fewer events.</summary>
    private const int ManyEvents = 1_000;

    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(20);
    private readonly EventLoop _loop;
    private readonly List<Waiting> _waiting = [];

    public Readers(EventLoop loop)
    {
        _loop = loop;
        loop.Add(this);
    }

    private sealed record Waiting(Channel Channel, uint Stream, Execution Execution, ReadRequest Request, TimeSpan Until);

    public TimeSpan Next
    {
        get
        {
            var next = TimeSpan.MaxValue;
            foreach (var waiting in _waiting)
            {
                var due = Due(waiting);
                next = due < next ? due : next;
            }

            return next;
        }
    }

    public void Add(Channel channel, uint stream, Execution execution, in ReadRequest request)
    {
        var wait = request.Wait < ReadRequest.LongestWait ? request.Wait : ReadRequest.LongestWait;
        var waiting = new Waiting(channel, stream, execution, request, _loop.Now + wait);
        if (CanAnswer(waiting))
        {
            Answer(waiting);
            return;
        }

        if (_waiting.Count == MostWaiting)
        {
            Answer(_waiting[0]);
            _waiting.RemoveAt(0);
        }

        _waiting.Add(waiting);
    }

    public void Forget(Channel channel, uint? stream) =>
        _waiting.RemoveAll(waiting => waiting.Channel == channel && (stream is null || waiting.Stream == stream));

    // Times are looked at with everything else, after each turn.
    public void Expire(TimeSpan now) => AnswerAll();

    public void AnswerAll()
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (CanAnswer(_waiting[i]))
            {
                Answer(_waiting[i]);
                _waiting.RemoveAt(i);
            }
        }
    }

    private bool CanAnswer(Waiting waiting)
    {
        var execution = waiting.Execution;
        return execution.Ended || _loop.Now >= waiting.Until
            || (execution.Log.Has(waiting.Request.After) && _loop.Now >= News(execution));
    }

    private static TimeSpan Due(Waiting waiting)
    {
        var news = waiting.Execution.Log.Has(waiting.Request.After) ? News(waiting.Execution) : TimeSpan.MaxValue;
        return news < waiting.Until ? news : waiting.Until;
    }

    private static TimeSpan News(Execution execution)
    {
        var first = execution.StartedAt + FirstMoments;
        return execution.QuietUntil > first ? execution.QuietUntil : first;
    }

    private void Answer(Waiting waiting)
    {
        if (waiting.Execution.Log.Count > ManyEvents)
        {
            waiting.Execution.QuietUntil = _loop.Now + Beat;
        }

        var output = waiting.Channel.BeginReply(waiting.Stream, ReplyKind.Value);
        waiting.Execution.Log.Write(output, waiting.Request, waiting.Execution.Ended);
        output.Finish();
    }
}
