using System.Text.Json;

namespace Sandboxes.Chaos.Histories;

/// <summary>Appends to an NDJSON file, one whole line at a time, from any thread.</summary>
internal sealed class Recorder<T>(string file) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly StreamWriter _writer = new(file) { NewLine = "\n" };

    public void Add(T item)
    {
        var line = JsonSerializer.Serialize(item, HistoryFolder.Json);
        lock (_lock)
        {
            _writer.WriteLine(line);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _writer.Dispose();
        }
    }
}
