using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SandboxGrain
{
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(10);

    public async ValueTask<SandboxStatus?> Status()
    {
        SandboxStatus? status = null;
        await Latch(async channel =>
        {
            status = await channel.Status(CancellationToken.None);
            return LatchResult.Ok;
        });
        Learn(status?.Lease);
        return status;
    }

    public ValueTask<SessionEnd?> Ended()
    {
        Watch();
        var end = IsGone() ? _gone : _ending ? _why : null;
        return ValueTask.FromResult(end is null ? null : new SessionEnd(time.GetUtcNow(), end.Reason, end.Detail));
    }

    public ValueTask<Outcome<ExecutionStarted>> Execute(LeaseId lease, ExecutionRequest request) =>
        Once(channel => channel.Execute(lease, request, CancellationToken.None));

    public ValueTask<Outcome<ExecutionEvents>> Read(LeaseId lease, string execution, long after, TimeSpan wait)
    {
        var bounded = wait < LongestRead ? wait : LongestRead;
        return Repeatably(channel => channel.Read(lease, execution, after, bounded, CancellationToken.None));
    }

    public ValueTask<Outcome<StdinTaken>> WriteStdin(LeaseId lease, string execution, byte[] data, bool close) =>
        Once(channel => channel.WriteStdin(lease, execution, data, close, CancellationToken.None));

    public ValueTask<Outcome<Done>> Signal(LeaseId lease, string execution, string signal) =>
        Once(channel => channel.Signal(lease, execution, signal, CancellationToken.None));

    public ValueTask<Outcome<Done>> Cancel(LeaseId lease, string execution) =>
        Repeatably(channel => channel.Cancel(lease, execution, CancellationToken.None));

    public ValueTask<Outcome<FileEntry>> Stat(LeaseId lease, string path) =>
        Repeatably(channel => channel.Stat(lease, path, CancellationToken.None));

    public ValueTask<Outcome<FileListing>> List(LeaseId lease, string path, string? afterName, int most) =>
        Repeatably(channel => channel.List(lease, path, afterName, most, CancellationToken.None));

    public ValueTask<Outcome<OpenedFile>> OpenFile(LeaseId lease, string path) =>
        Repeatably(channel => channel.OpenFile(lease, path, CancellationToken.None));

    public ValueTask<Outcome<OpenedFile>> CreateFile(LeaseId lease, string path) =>
        Repeatably(channel => channel.CreateFile(lease, path, CancellationToken.None));

    public ValueTask<Outcome<FileChunk>> ReadFile(LeaseId lease, int handle, long offset, int most) =>
        Repeatably(channel => channel.ReadFile(lease, handle, offset, most, CancellationToken.None));

    public ValueTask<Outcome<Done>> WriteFile(LeaseId lease, int handle, byte[] chunk) =>
        Once(channel => channel.WriteFile(lease, handle, chunk, CancellationToken.None));

    public ValueTask<Outcome<Done>> CloseFile(LeaseId lease, int handle, bool commit) =>
        Once(channel => channel.CloseFile(lease, handle, commit, CancellationToken.None));

    public ValueTask<Outcome<Done>> Delete(LeaseId lease, string path) =>
        Once(channel => channel.Delete(lease, path, CancellationToken.None));

    private ValueTask<Outcome<T>> Once<T>(Func<ISandboxChannel, ValueTask<Outcome<T>>> verb) where T : class => Try(verb, 1);

    private ValueTask<Outcome<T>> Repeatably<T>(Func<ISandboxChannel, ValueTask<Outcome<T>>> verb) where T : class => Try(verb, 2);

    private async ValueTask<Outcome<T>> Try<T>(Func<ISandboxChannel, ValueTask<Outcome<T>>> verb, int attempts) where T : class
    {
        for (var attempt = 0; attempt < attempts && await Channel() is { } channel; attempt++)
        {
            try
            {
                return await verb(channel);
            }
            catch (ChannelClosedException)
            {
                Forget(channel);
                await GoneOrAlive();
            }
        }

        return IsGone() && _gone is { } gone ? Refusals.Ended(new(time.GetUtcNow(), gone.Reason, gone.Detail)) : Refusals.ChannelLost;
    }

    /// <summary>A channel mostly breaks because its sandbox ends: the runtime gets a moment to say why.</summary>
    private async Task GoneOrAlive()
    {
        using var moment = new CancellationTokenSource(GoneGrace, time);
        try
        {
            OnGone(await _watched!.WaitAsync(moment.Token));
        }
        catch (OperationCanceledException)
        {
            // It lives: only the channel broke.
        }
    }

    private static readonly TimeSpan GoneGrace = TimeSpan.FromMilliseconds(250);
}
