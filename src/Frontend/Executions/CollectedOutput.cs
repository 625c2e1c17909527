using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>All that an execution gave so far, joined. Bounded by the execution's limit on output.</summary>
internal sealed class CollectedOutput(string id)
{
    private readonly JoinedBytes _stdout = new();
    private readonly JoinedBytes _stderr = new();
    private List<ExecutionEvent>? _results;
    private List<string>? _warnings;
    private ExecutionEnd? _end;

    public Served? Served { get; init; }

    /// <summary>The id of the last event, from which to read on.</summary>
    public long Cursor { get; private set; }

    public void Add(IReadOnlyList<ExecutionEvent> events)
    {
        foreach (var happened in events)
        {
            Cursor = happened.Id;
            Add(happened);
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        var text = Utf8.IsValid(_stdout.Bytes) && Utf8.IsValid(_stderr.Bytes);
        json.WriteStartObject();
        EndJson.WriteVerdict(json, id, _end);
        WriteOutput(json, "stdout"u8, _stdout.Bytes, text);
        WriteOutput(json, "stderr"u8, _stderr.Bytes, text);
        json.WriteString("encoding"u8, text ? EncodedText.Utf8 : EncodedText.Base64);
        EndJson.WriteSizes(json, _end);
        WriteResults(json);
        EndJson.WriteErrorAndUsage(json, _end);
        json.WriteIfGiven("warnings"u8, _warnings);
        if (Served is not null)
        {
            json.WritePropertyName("served"u8);
            SessionJson.WriteServed(json, Served);
        }

        json.WriteEndObject();
    }

    private void Add(ExecutionEvent happened)
    {
        switch (happened.Kind)
        {
            case ExecutionEventKind.Stdout:
                _stdout.Add(happened.Data);
                break;
            case ExecutionEventKind.Stderr:
                _stderr.Add(happened.Data);
                break;
            case ExecutionEventKind.Result:
                (_results ??= []).Add(happened);
                break;
            case ExecutionEventKind.Warning:
                (_warnings ??= []).Add(happened.Text ?? "");
                break;
            case ExecutionEventKind.Ended:
                _end = happened.Ended;
                break;
        }
    }

    private static void WriteOutput(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes, bool text)
    {
        if (text)
        {
            json.WriteString(name, bytes);
        }
        else
        {
            json.WriteBase64String(name, bytes);
        }
    }

    private void WriteResults(Utf8JsonWriter json)
    {
        json.WriteStartArray("results"u8);
        foreach (var result in _results ?? [])
        {
            ResultJson.Write(json, result);
        }

        json.WriteEndArray();
    }

    /// <summary>Bytes of one stream. The usual single chunk is kept as it is.</summary>
    private sealed class JoinedBytes
    {
        private byte[] _first = [];
        private ArrayBufferWriter<byte>? _all;

        public ReadOnlySpan<byte> Bytes => _all is null ? _first : _all.WrittenSpan;

        public void Add(byte[]? data)
        {
            if (data is null or [])
            {
                return;
            }

            if (_first is [])
            {
                _first = data;
                return;
            }

            if (_all is null)
            {
                _all = new(_first.Length + data.Length);
                _all.Write(_first);
            }

            _all.Write(data);
        }
    }
}
