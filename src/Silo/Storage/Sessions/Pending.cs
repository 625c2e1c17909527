using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Storage.Sessions;

/// <summary>Something that is to be done with the row of a session, together with others.</summary>
internal abstract class Pending<TAnswer>(SessionId id)
{
    private readonly TaskCompletionSource<TAnswer> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SessionId Id { get; } = id;

    public Task<TAnswer> Answered => _answer.Task;

    /// <summary>The first answer stands.</summary>
    public void Answer(TAnswer answer) => _answer.TrySetResult(answer);

    public void Fail(Exception fault) => _answer.TrySetException(fault);
}

/// <summary>A row to write; answered with whether it was written, which it was not where the stored version is another than expected.</summary>
/// <param name="id">Whose row.</param>
/// <param name="row">What to store.</param>
/// <param name="expected">The version that the writer has seen; null where it saw no row.</param>
internal sealed class PendingWrite(SessionId id, SessionRow row, long? expected) : Pending<bool>(id)
{
    public SessionRow Row { get; } = row;

    public bool IsFirst { get; } = expected is null;

    /// <summary>The version that the row has when it is written. A first one starts anywhere: a row that was forgotten and made anew must not be taken for the old one.</summary>
    public long Version { get; } = expected is { } seen ? seen + 1 : Random.Shared.NextInt64(1, long.MaxValue / 2);
}

/// <summary>A row as it is stored.</summary>
internal sealed record StoredRow(SessionRow Row, long Version);

/// <summary>A row to read; answered with null where there is none.</summary>
internal sealed class PendingRead(SessionId id) : Pending<StoredRow?>(id);
