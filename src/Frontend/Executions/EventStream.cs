using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>
/// Sends an execution's events as they happen. It pulls by cursor and reads on only when the client has taken what was sent, so a slow
/// reader costs no memory.
/// </summary>
internal sealed class EventStream(HttpContext context, StartedExecution execution, string mediaType)
{
    private readonly PipeWriter _body = context.Response.BodyWriter;
    private readonly StreamText _stdout = new();
    private readonly StreamText _stderr = new();
    private readonly bool _sse = mediaType == MediaTypes.EventStream;
    private long _sent;

    /// <summary>Sends what came after <paramref name="after"/>, then goes on live to the end.</summary>
    /// <returns>Why there is nothing to send; only while nothing was sent.</returns>
    public async ValueTask<Problem?> WriteAsync(long after)
    {
        // Read from the start, whatever the cursor: how a stream is cut into text depends on all that came before.
        var cursor = 0L;
        _sent = after;
        for (var complete = false; !complete;)
        {
            var (events, problem) = await execution.ReadAsync(cursor, StartedExecution.ReadWait, context.RequestAborted);
            if (problem is not null)
            {
                return Break(problem);
            }

            Begin();
            cursor = Send(events!, cursor);
            complete = events!.Complete;
            await _body.FlushAsync(context.RequestAborted);
        }

        return null;
    }

    /// <summary>A stream that is under way is cut off, so that nobody takes what came for the whole; it can be read on by its cursor.</summary>
    private Problem? Break(Problem problem)
    {
        if (!context.Response.HasStarted)
        {
            return problem;
        }

        context.Abort();
        return null;
    }

    private void Begin()
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = mediaType;
            context.Response.Headers.CacheControl = "no-store";
        }
    }

    private long Send(ExecutionEvents events, long cursor)
    {
        foreach (var happened in events.Events)
        {
            cursor = happened.Id;
            Send(happened);
        }

        if (_sse && events is { Complete: false, Events.Count: 0 })
        {
            // A comment: it finds out that a silent reader has gone.
            _body.Write(":\n\n"u8);
        }

        return cursor;
    }

    private void Send(ExecutionEvent happened)
    {
        switch (happened.Kind)
        {
            case ExecutionEventKind.Stdout:
                SendPiece(happened.Id, happened.Kind, _stdout.Next(happened.Data ?? []));
                break;
            case ExecutionEventKind.Stderr:
                SendPiece(happened.Id, happened.Kind, _stderr.Next(happened.Data ?? []));
                break;
            case ExecutionEventKind.Ended:
                SendRest(happened.Id - 1);
                SendEvent(happened.Id, happened.Kind, happened, WriteEnd);
                break;
            default:
                SendEvent(happened.Id, happened.Kind, happened, WriteOther);
                break;
        }
    }

    // Half a character that never came whole. It has the id of the event before the end, so that whoever resumes there gets both.
    private void SendRest(long id)
    {
        SendPiece(Math.Max(id, _sent + 1), ExecutionEventKind.Stdout, _stdout.Rest());
        SendPiece(Math.Max(id, _sent + 1), ExecutionEventKind.Stderr, _stderr.Rest());
    }

    private void SendPiece(long id, ExecutionEventKind kind, StreamText.Piece piece)
    {
        if (!piece.Bytes.IsEmpty)
        {
            SendEvent(id, kind, piece, static (json, piece) => piece.Write(json));
        }
    }

    private void SendEvent<T>(long id, ExecutionEventKind kind, T value, Action<Utf8JsonWriter, T> write)
    {
        if (id <= _sent)
        {
            return;
        }

        if (_sse)
        {
            _body.Write(System.Text.Encoding.UTF8.GetBytes($"id: {id}\nevent: {Wire<ExecutionEventKind>.Name(kind)}\ndata: "));
            JsonAnswer.Render(value, write, _body, static (body, bytes) => body.Write(bytes));
            _body.Write("\n\n"u8);
            return;
        }

        JsonAnswer.Render((id, kind, value, write), WriteLine, _body, static (body, bytes) => body.Write(bytes));
        _body.Write("\n"u8);
    }

    private static void WriteLine<T>(Utf8JsonWriter json, (long Id, ExecutionEventKind Kind, T Value, Action<Utf8JsonWriter, T> Write) line)
    {
        json.WriteStartObject();
        json.WriteNumber("id"u8, line.Id);
        json.WriteString("event"u8, Wire<ExecutionEventKind>.Text(line.Kind));
        json.WritePropertyName("data"u8);
        line.Write(json, line.Value);
        json.WriteEndObject();
    }

    private void WriteEnd(Utf8JsonWriter json, ExecutionEvent happened) => EndJson.Write(json, execution.Id, happened.Ended!);

    private void WriteOther(Utf8JsonWriter json, ExecutionEvent happened)
    {
        if (happened.Kind == ExecutionEventKind.Result)
        {
            ResultJson.Write(json, happened);
            return;
        }

        json.WriteStartObject();
        json.WriteString("execution"u8, execution.Id);
        json.WriteIfGiven("message"u8, happened.Text);
        json.WriteEndObject();
    }
}
