using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Process 1 of a sandbox: puts the parts together and carries out the end.</summary>
internal sealed class SandboxAgent : IRequestHandler
{
    private readonly EventLoop _loop = new();
    private readonly ProcessList _processes = new();
    private readonly List<Kernel> _kernels = [];
    private readonly List<(Channel Channel, uint Stream)> _waitForWarm = [];
    private readonly ExecutionTable _executions;
    private readonly Readers _readers;
    private readonly LatchKeeper _latch;
    private readonly Strays _strays;
    private readonly ProcessEnvironment _environment;
    private readonly ExecutionVerbs _executionVerbs;
    private readonly FileVerbs _fileVerbs;
    private readonly Listener _listener;
    private readonly Wiping _wiping;
    private string? _unknownKernel;
    private bool _used;

    public SandboxAgent(AgentStart start, AgentSockets sockets, Workspace workspace)
    {
        _executions = new(_loop);
        _readers = new(_loop);
        _latch = new(_loop, _executions, start.IdleDeadline, Journal.Of(start.JournalFd));
        ForbidUnseen(start.MaxUses);
        _strays = new(_processes, Owners, process => _listener!.IsBridge(process), start.OwnsPidNamespace);
        _environment = new(start.Env);
        var guard = new LeaseGuard(_latch);
        var counters = new Counters(start.OomCounterFd, start.PidsCounterFd);
        var spawner = new Spawner(_processes, start.ProcessLimit ?? -1, dieWithAgent: !start.OwnsPidNamespace);
        StartKernels(start, new(_loop, spawner, _strays, _processes, _environment, workspace.Root, KeepsCode: start.MaxUses > 1));
        var starter = new ExecutionStarter(_loop, _executions, _kernels, spawner, _strays, counters, _environment, workspace);
        _executionVerbs = new(_executions, _readers, starter, guard);
        var handles = new OpenHandles(_loop);
        _fileVerbs = new(workspace, handles, guard);
        var reaper = new Reaper(_loop, _executions, _kernels);
        // Before the listener, which may take up a request that came with the first connection.
        _wiping = new(
            new(_loop, _latch, _executions, _readers, handles, _environment, _processes, reaper, _kernels, process => _listener!.IsBridge(process)),
            start.OwnsPidNamespace ? start.MaxUses : 1)
        { Proved = () => _used = false };
        _listener = new(_loop, sockets, start, this);
    }

    public void Run() => _loop.Run(AfterTurn);

    public bool Handle(Channel channel, in Frame request)
    {
        _latch.Check();
        _latch.Heard();
        _used |= ExecutionVerbs.Handles(request.Type) || FileVerbs.Handles(request.Type);
        return request.Type switch
        {
            MessageType.Warm => Warm(channel, request.Stream),
            MessageType.Confirm => Confirm(channel, request),
            MessageType.Status => Status(channel, request.Stream),
            MessageType.Forget => Forget(channel, request.Stream),
            var type when Wiping.Handles(type) => _wiping.Handle(channel, request),
            var type when LatchVerbs.Handles(type) => _latch.Apply(channel, request),
            var type when ExecutionVerbs.Handles(type) => _executionVerbs.Handle(channel, request),
            var type when FileVerbs.Handles(type) => _fileVerbs.Handle(channel, request),
            _ => false,
        };
    }

    public void Closed(Channel channel)
    {
        _readers.Forget(channel, null);
        _wiping.Forget(channel, null);
        _waitForWarm.RemoveAll(waiting => waiting.Channel == channel);
    }

    private void StartKernels(AgentStart start, KernelSurroundings around)
    {
        foreach (var kernel in start.Kernels)
        {
            if (Driver.Of(kernel.Language, kernel.Interpreter) is not { } driver)
            {
                _unknownKernel = $"{kernel.Language}: this agent has no kernel of that name";
                continue;
            }

            _kernels.Add(new(around, kernel.Language, driver));
            _loop.Add(_kernels[^1]);
            _kernels[^1].Start();
        }
    }

    private static void ForbidUnseen(int maxUses)
    {
        if (maxUses > 1)
        {
            MessageQueues.ForbidUnseen(SandboxFacts.Mounts());
        }
    }

    private IEnumerable<IProcessOwner> Owners() => _executions.Running.OfType<IProcessOwner>().Concat(_kernels);

    private bool Warm(Channel channel, uint stream)
    {
        _waitForWarm.Add((channel, stream));
        return true;
    }

    private bool Confirm(Channel channel, in Frame request)
    {
        var wasConfirmed = _latch.IsConfirmed;
        if (!_latch.Apply(channel, request))
        {
            return false;
        }

        if (!wasConfirmed && _latch.IsConfirmed)
        {
            _environment.Add(LatchVerbs.ConfirmedEnv(request));
            _kernels.ForEach(kernel => kernel.AddEnvironment(_environment.OfLease));
        }

        return true;
    }

    // At its end it says nothing of itself any more: it exits with this turn, and how it exits says why. A status from here would look as if it was never confirmed.
    private bool Status(Channel channel, uint stream)
    {
        if (_latch.End is not null)
        {
            return true;
        }

        var output = channel.BeginReply(stream, ReplyKind.Value);
        _latch.Status(_used, _strays.Count()).Encode(output);
        output.Finish();
        return true;
    }

    private bool Forget(Channel channel, uint stream)
    {
        _readers.Forget(channel, stream);
        _wiping.Forget(channel, stream);
        return true;
    }

    private void AfterTurn()
    {
        _latch.Check();
        if (_latch.End is { } end)
        {
            Finish(end);
        }

        AnswerWarm();
        _readers.AnswerAll();
        _listener.FlushAll();
        _wiping.Advance();
    }

    private void AnswerWarm()
    {
        if (_waitForWarm.Count == 0 || _kernels.Exists(kernel => kernel is { Failure: null, State: KernelState.Starting or KernelState.Down }))
        {
            return;
        }

        _wiping.RememberFirstDay();
        var failure = _kernels.Find(kernel => kernel.Failure is not null)?.Failure ?? _unknownKernel ?? "";
        foreach (var (channel, stream) in _waitForWarm)
        {
            var output = channel.BeginReply(stream, ReplyKind.Value);
            output.Text(failure);
            output.Finish();
        }

        _waitForWarm.Clear();
    }

    // The end of everything: what can be said to those who wait is said once, without waiting for them to take it. Why it ended, the
    // session knows: a lifetime that it ends exactly arrives here as a release too.
    private void Finish(LatchEnd end)
    {
        _strays.KillAll();
        foreach (var execution in _executions.Running)
        {
            execution.End(new() { Verdict = ExecutionVerdict.SandboxLost });
        }

        _readers.AnswerAll();
        _listener.FlushAll();
        _listener.SayFarewell();
        Sys.Exit(ExitCodes.Of(end));
    }
}
