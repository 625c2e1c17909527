using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>
/// Does what an operator asks for and notes it, whatever comes of it, before it is answered. An operation goes on when its caller has gone. Where it cannot be noted the answer is the
/// storage's: it may have been done, and may be repeated.
/// </summary>
internal sealed class AuditedOperations(ClusterGrains grains, Patience patience, TimeProvider time)
{
    private const string Done = "done";

    /// <summary>Who orders something now.</summary>
    public OperatorOrder Order(HttpContext context, string? reason) => new(reason, $"{context.Caller().Organization} ({context.Caller().Key})", time.GetUtcNow());

    /// <summary>A call of the cluster that may be made again, for an operation.</summary>
    public ValueTask<T> HoldAsync<T>(Func<ValueTask<T>> call) => patience.HoldAsync(call, CancellationToken.None);

    /// <summary>Answers with what <paramref name="act"/> gives; where <paramref name="write"/> is null with 204.</summary>
    public async ValueTask<Problem?> RunAsync<T>(HttpContext context, Operation operation, Func<ValueTask<Answer<T>>> act, Action<Utf8JsonWriter, T>? write)
    {
        var (value, problem) = await ActAsync(context, operation, act);
        await NoteAsync(context, operation, problem?.Kind.Code ?? Done);
        if (problem is not null)
        {
            return problem;
        }

        if (write is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }

        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, value!, write);
        return null;
    }

    private async ValueTask<Answer<T>> ActAsync<T>(HttpContext context, Operation operation, Func<ValueTask<Answer<T>>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception fault)
        {
            await TryNoteAsync(context, operation, Faults.ToProblem(fault).Kind.Code);
            throw;
        }
    }

    /// <summary>The operation's own fault is what the caller hears of.</summary>
    private async ValueTask TryNoteAsync(HttpContext context, Operation operation, string outcome)
    {
        try
        {
            await NoteAsync(context, operation, outcome);
        }
        catch (Exception fault) when (Faults.IsPassing(fault))
        {
            // It is in the silo's log where it got so far.
        }
    }

    private async ValueTask NoteAsync(HttpContext context, Operation operation, string outcome) => await grains.Audit.Note(new()
    {
        At = time.GetUtcNow(),
        Organization = context.Caller().Organization,
        Key = context.Caller().Key,
        Operation = operation.Name,
        Target = operation.Target,
        Reason = operation.Reason,
        Outcome = outcome,
    });
}

/// <summary>What an operator does, to what, and why.</summary>
internal sealed record Operation(string Name, string Target, string? Reason);
