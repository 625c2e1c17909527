using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Execute, read, write, signal, cancel; each only for the lease that holds the sandbox.</summary>
internal sealed class ExecutionVerbs(ExecutionTable table, Readers readers, ExecutionStarter starter, LeaseGuard guard)
{
    private const int ShortestTimeoutMs = 1;

    public static bool Handles(MessageType type) => type is >= MessageType.Execute and <= MessageType.Cancel;

    /// <summary>False: the frame is malformed.</summary>
    public bool Handle(Channel channel, in Frame frame)
    {
        var reader = new WireReader(frame.Payload);
        return frame.Type switch
        {
            MessageType.Execute => Execute(channel, frame.Stream, ref reader),
            MessageType.Read => Read(channel, frame.Stream, ref reader),
            MessageType.WriteStdin => WriteStdin(channel, frame.Stream, ref reader),
            MessageType.Signal => Signal(channel, frame.Stream, ref reader),
            _ => Cancel(channel, frame.Stream, ref reader),
        };
    }

    private bool Execute(Channel channel, uint stream, ref WireReader reader)
    {
        var request = ExecuteRequest.Decode(ref reader);
        if (!reader.Complete || request.TimeoutMs < ShortestTimeoutMs || !request.HasValidId)
        {
            return false;
        }

        if (!guard.Admits(channel, stream, request.Lease))
        {
            return true;
        }

        if (request.Id is { } known && table.WasStarted(known))
        {
            Started(channel, stream, known);
        }
        else if (starter.Start(request, out var execution) is { } refusal)
        {
            channel.Refuse(stream, refusal);
        }
        else
        {
            Started(channel, stream, execution!.Id);
        }

        return true;
    }

    private static void Started(Channel channel, uint stream, string id)
    {
        var output = channel.BeginReply(stream, ReplyKind.Value);
        output.Text(id);
        output.Finish();
    }

    private bool Read(Channel channel, uint stream, ref WireReader reader)
    {
        var request = ReadRequest.Decode(ref reader);
        if (!reader.Complete || request.After < 0)
        {
            return false;
        }

        if (Find(channel, stream, request.Lease, request.Execution) is { } execution)
        {
            readers.Add(channel, stream, execution, request);
        }

        return true;
    }

    private bool WriteStdin(Channel channel, uint stream, ref WireReader reader)
    {
        var (lease, id) = (reader.Text(), reader.Text());
        var bytes = reader.Bytes();
        var close = reader.Bool();
        if (!reader.Complete)
        {
            return false;
        }

        if (Find(channel, stream, lease, id) is not { } execution)
        {
            return true;
        }

        var taken = (execution as ProcessExecution)?.Stdin is { } stdin ? stdin.Write(bytes, close) : -1;
        if (taken < 0)
        {
            channel.Refuse(stream, execution.Ended
                ? new(AgentRefusal.ExecutionEnded, "The execution has ended.")
                : new(AgentRefusal.StdinClosed, "The input is closed: start the execution with its input kept open, or send less."));
            return true;
        }

        var output = channel.BeginReply(stream, ReplyKind.Value);
        output.I32(taken);
        output.Finish();
        return true;
    }

    private bool Signal(Channel channel, uint stream, ref WireReader reader)
    {
        var (lease, id, name) = (reader.Text(), reader.Text(), reader.Text());
        if (!reader.Complete)
        {
            return false;
        }

        if (Find(channel, stream, lease, id) is not { } execution)
        {
            return true;
        }

        var number = SignalNames.Number(name);
        if (number == 0)
        {
            channel.Refuse(stream, new(AgentRefusal.LimitUnsupported, "This signal cannot be sent.") { Field = "signal", Allowed = SignalNames.Allowed });
        }
        else if (execution.Ended)
        {
            channel.Refuse(stream, new(AgentRefusal.ExecutionEnded, "The execution has ended."));
        }
        else
        {
            execution.Signal(number);
            channel.Done(stream);
        }

        return true;
    }

    private bool Cancel(Channel channel, uint stream, ref WireReader reader)
    {
        var (lease, id) = (reader.Text(), reader.Text());
        if (reader.Complete && Find(channel, stream, lease, id) is { } execution)
        {
            execution.Stop(ExecutionVerdict.Cancelled);
            channel.Done(stream);
        }

        return reader.Complete;
    }

    // Null: it was refused.
    private Execution? Find(Channel channel, uint stream, string lease, string id)
    {
        if (!guard.Admits(channel, stream, lease))
        {
            return null;
        }

        var execution = table.Find(id);
        if (execution is null)
        {
            channel.Refuse(stream, new(AgentRefusal.ExecutionNotFound, "There is no such execution, or it ended too long ago."));
        }

        return execution;
    }
}
