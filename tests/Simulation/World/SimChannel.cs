using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Simulation;

/// <summary>A channel from one silo to one agent: it may stall, lose an answer, or be cut, before or after what was asked for was done.</summary>
internal sealed class SimChannel : ISandboxChannel, IDue
{
    private readonly World _world;
    private readonly SimSilo _silo;
    private readonly SimSandbox _sandbox;
    private readonly TaskCompletionSource _closed = new();

    public SimChannel(World world, SimSilo silo, SimSandbox sandbox)
    {
        (_world, _silo, _sandbox) = (world, silo, sandbox);
        sandbox.Open(this);
    }

    public Task Closed => _closed.Task;

    /// <summary>In a step of its own: whoever waits for it must not run in the middle of what broke it.</summary>
    public void Break() => _world.Kernel.At(_world.Now, this);

    public void Fire(int version) => _closed.TrySetResult();

    public async ValueTask<string?> Warm(CancellationToken cancellation) => await Ask(_ => (string?)null, cancellation);

    public ValueTask<LatchResult> Bind(LeaseId lease, TimeSpan timeToConfirm, CancellationToken cancellation) => Ask(agent => agent.Bind(lease, timeToConfirm), cancellation);

    public ValueTask<LatchResult> Confirm(LeaseId lease, LeaseTerms terms, IReadOnlyDictionary<string, string>? env, CancellationToken cancellation) => Ask(agent => agent.Confirm(lease, terms), cancellation);

    public ValueTask<LatchResult> Renew(LeaseId lease, LeaseTerms terms, CancellationToken cancellation) => Ask(agent => agent.Renew(lease, terms), cancellation);

    public ValueTask<LatchResult> Retire(CancellationToken cancellation) => Ask(agent => agent.Retire(), cancellation);

    public ValueTask<LatchResult> End(LeaseId lease, CancellationToken cancellation) => Ask(agent => agent.EndLease(lease), cancellation);

    public ValueTask<LatchResult> Wipe(LeaseId lease, CancellationToken cancellation) => Ask(agent => agent.Wipe(lease), cancellation);

    public async ValueTask<WipeReport> Proof(LeaseId lease, CancellationToken cancellation)
    {
        await _sandbox.Wiped;
        return await Ask(agent => agent.Proof(lease), cancellation);
    }

    public ValueTask<SandboxStatus> Status(CancellationToken cancellation) => Ask(agent => agent.Status(), cancellation);

    public ValueTask<Outcome<ExecutionStarted>> Execute(LeaseId lease, ExecutionRequest request, CancellationToken cancellation) =>
        Ask<Outcome<ExecutionStarted>>(agent => agent.Use(lease) ? new ExecutionStarted("x1") : new Refusal(RefusalCode.SessionEnded, "The lease does not hold this sandbox."), cancellation);

    private async ValueTask<T> Ask<T>(Func<SimSandbox, T> verb, CancellationToken cancellation)
    {
        if (_world.Faults.Hits(Fault.ChannelStalled) || _sandbox.IsMute)
        {
            await Never("stalls", cancellation);
        }

        await _world.Kernel.Pause(TimeSpan.FromMicroseconds(_world.Draw.Between(50, 2_000)));
        Require();
        var answer = verb(_sandbox);
        if (_world.Faults.Hits(Fault.AnswerLost))
        {
            await Never("loses an answer", cancellation);
        }

        if (_world.Faults.Hits(Fault.ChannelCut))
        {
            _sandbox.HurtAt = _world.Now;
            _world.Story.Tell($"the channel of {_silo.Name} to {_sandbox.Id.Name} is cut");
            Break();
        }

        await _world.Kernel.Pause(TimeSpan.FromMicroseconds(_world.Draw.Between(50, 2_000)));
        Require();
        return answer;
    }

    private async Task Never(string what, CancellationToken cancellation)
    {
        _sandbox.HurtAt = _world.Now;
        _world.Story.Tell($"the channel of {_silo.Name} to {_sandbox.Id.Name} {what}");
        await Closed.WaitAsync(cancellation);
        Require();
    }

    private void Require()
    {
        if (_closed.Task.IsCompleted || _sandbox.IsGone)
        {
            throw new ChannelClosedException("The channel is closed.");
        }
    }

    public ValueTask DisposeAsync()
    {
        Break();
        _sandbox.Close(this);
        return ValueTask.CompletedTask;
    }

    public ValueTask<Outcome<ExecutionEvents>> Read(LeaseId lease, string execution, long after, TimeSpan wait, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<StdinTaken>> WriteStdin(LeaseId lease, string execution, ReadOnlyMemory<byte> data, bool close, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> Signal(LeaseId lease, string execution, string signal, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> Cancel(LeaseId lease, string execution, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<FileEntry>> Stat(LeaseId lease, string path, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<FileListing>> List(LeaseId lease, string path, string? afterName, int most, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<OpenedFile>> OpenFile(LeaseId lease, string path, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<OpenedFile>> CreateFile(LeaseId lease, string path, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<FileChunk>> ReadFile(LeaseId lease, int handle, long offset, int most, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> WriteFile(LeaseId lease, int handle, ReadOnlyMemory<byte> chunk, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> CloseFile(LeaseId lease, int handle, bool commit, CancellationToken cancellation) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> Delete(LeaseId lease, string path, CancellationToken cancellation) => throw new NotSupportedException();
}
