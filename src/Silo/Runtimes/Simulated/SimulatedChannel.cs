using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Simulated;

internal sealed class SimulatedChannel(SimulatedSandbox sandbox) : ISandboxChannel
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Closed => _closed.Task;

    public void Break() => _closed.TrySetResult();

    public ValueTask DisposeAsync()
    {
        Break();
        sandbox.Disconnect(this);
        return ValueTask.CompletedTask;
    }

    public ValueTask<string?> Warm(CancellationToken cancellation)
    {
        ThrowIfClosed();
        return ValueTask.FromResult<string?>(null);
    }

    public ValueTask<LatchResult> Bind(LeaseId lease, TimeSpan timeToConfirm, CancellationToken cancellation)
    {
        ThrowIfClosed();
        return Answer(sandbox.Bind(lease, timeToConfirm));
    }

    public ValueTask<LatchResult> Confirm(LeaseId lease, LeaseTerms terms, IReadOnlyDictionary<string, string>? env, CancellationToken cancellation)
    {
        ThrowIfClosed();
        return ValueTask.FromResult(sandbox.Confirm(lease, terms));
    }

    public ValueTask<LatchResult> Renew(LeaseId lease, LeaseTerms terms, CancellationToken cancellation)
    {
        ThrowIfClosed();
        return Answer(sandbox.Renew(lease, terms));
    }

    public ValueTask<LatchResult> Retire(CancellationToken cancellation)
    {
        ThrowIfClosed();
        return ValueTask.FromResult(sandbox.Retire());
    }

    public ValueTask<LatchResult> End(LeaseId lease, CancellationToken cancellation)
    {
        ThrowIfClosed();
        return ValueTask.FromResult(sandbox.EndLease(lease));
    }

    public ValueTask<LatchResult> Wipe(LeaseId lease, CancellationToken cancellation)
    {
        ThrowIfClosed();
        return ValueTask.FromResult(sandbox.Wipe(lease));
    }

    public ValueTask<WipeReport> Proof(LeaseId lease, CancellationToken cancellation)
    {
        ThrowIfClosed();
        return ValueTask.FromResult(sandbox.Proof(lease));
    }

    public ValueTask<SandboxStatus> Status(CancellationToken cancellation)
    {
        ThrowIfClosed();
        return ValueTask.FromResult(sandbox.Status());
    }

    public ValueTask<Outcome<ExecutionStarted>> Execute(LeaseId lease, ExecutionRequest request, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Executions.Start(request));

    public async ValueTask<Outcome<ExecutionEvents>> Read(LeaseId lease, string execution, long after, TimeSpan wait, CancellationToken cancellation)
    {
        ThrowIfClosed();
        return sandbox.Use(lease) is { } refusal ? refusal : await sandbox.Executions.Read(execution, after, wait, cancellation);
    }

    public ValueTask<Outcome<StdinTaken>> WriteStdin(LeaseId lease, string execution, ReadOnlyMemory<byte> data, bool close, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Executions.WriteStdin(execution, data.Span, close));

    public ValueTask<Outcome<Done>> Signal(LeaseId lease, string execution, string signal, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Executions.Signal(execution, signal));

    public ValueTask<Outcome<Done>> Cancel(LeaseId lease, string execution, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Executions.Cancel(execution));

    public ValueTask<Outcome<FileEntry>> Stat(LeaseId lease, string path, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Workspace.Stat(path));

    public ValueTask<Outcome<FileListing>> List(LeaseId lease, string path, string? afterName, int most, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Workspace.List(path, afterName, most));

    public ValueTask<Outcome<OpenedFile>> OpenFile(LeaseId lease, string path, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Workspace.Open(path));

    public ValueTask<Outcome<OpenedFile>> CreateFile(LeaseId lease, string path, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Workspace.Create(path));

    public ValueTask<Outcome<FileChunk>> ReadFile(LeaseId lease, int handle, long offset, int most, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Workspace.Read(handle, offset, most));

    public ValueTask<Outcome<Done>> WriteFile(LeaseId lease, int handle, ReadOnlyMemory<byte> chunk, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Workspace.Write(handle, chunk.Span, sandbox.Template.Limits.WorkspaceBytes));

    public ValueTask<Outcome<Done>> CloseFile(LeaseId lease, int handle, bool commit, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Workspace.Close(handle, commit));

    public ValueTask<Outcome<Done>> Delete(LeaseId lease, string path, CancellationToken cancellation) =>
        Use(lease, () => sandbox.Workspace.Delete(path));

    private ValueTask<Outcome<T>> Use<T>(LeaseId lease, Func<Outcome<T>> verb) where T : class
    {
        ThrowIfClosed();
        return ValueTask.FromResult(sandbox.Use(lease) is { } refusal ? refusal : verb());
    }

    private ValueTask<LatchResult> Answer((LatchResult Result, bool Lost) step)
    {
        if (step.Lost)
        {
            Break();
            ThrowIfClosed();
        }

        return ValueTask.FromResult(step.Result);
    }

    private void ThrowIfClosed()
    {
        if (_closed.Task.IsCompleted)
        {
            throw new ChannelClosedException("The simulated channel is closed.");
        }
    }
}
