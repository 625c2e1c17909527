using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;

namespace Sandboxes.Frontend;

/// <summary>Reads the JSON body of a request, within <see cref="MaxBytes"/>.</summary>
internal static class RequestBody
{
    /// <summary>The largest JSON body. Files beyond that go to the file routes.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>The body read as <paramref name="shape"/> says; a request without a body gives no field at all.</summary>
    public static async ValueTask<Answer<T>> ReadAsync<T>(HttpContext context, Shape<T> shape) where T : class, new()
    {
        var request = context.Request;
        if (request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return new T();
        }

        if (!MediaTypes.IsJson(request.ContentType))
        {
            return new Problem(ErrorTable.UnsupportedMediaType, "Send the body as application/json.") { Allowed = [JsonAnswer.MediaType] };
        }

        return request.ContentLength > MaxBytes ? TooLarge() : await ReadWholeAsync(context, shape);
    }

    public static Answer<T> Parse<T>(ReadOnlySpan<byte> body, Shape<T> shape) where T : class, new()
    {
        var reader = new StrictReader(body);
        var target = new T();
        try
        {
            var read = reader.Move() && shape.Read(ref reader, target);
            return read && !reader.Move() ? target : reader.Problem ?? NotJson(reader.Position, "The body is empty.");
        }
        catch (JsonException exception)
        {
            return NotJson(reader.Position, exception.Message);
        }
    }

    private static async ValueTask<Answer<T>> ReadWholeAsync<T>(HttpContext context, Shape<T> shape) where T : class, new()
    {
        var body = context.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > MaxBytes || read.IsCompleted)
            {
                var answer = read.Buffer.Length > MaxBytes ? TooLarge() : Parse(read.Buffer, shape);
                body.AdvanceTo(read.Buffer.End);
                return answer;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Answer<T> Parse<T>(in ReadOnlySequence<byte> body, Shape<T> shape) where T : class, new()
    {
        if (body.IsSingleSegment)
        {
            return Parse(body.FirstSpan, shape);
        }

        var length = (int)body.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        body.CopyTo(whole);
        try
        {
            return Parse(whole.AsSpan(0, length), shape);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole, clearArray: true);
        }
    }

    private static Problem TooLarge() => new(ErrorTable.BodyTooLarge, $"A JSON body may have at most {MaxBytes} bytes. Put larger files through the file routes.") { Limit = MaxBytes };

    private static Problem NotJson(long position, string detail) => new(ErrorTable.InvalidJson, detail) { BytePosition = position };
}
