using System.Diagnostics;

namespace Sandboxes.EndToEnd;

/// <summary>The last lines that a product wrote, for whoever reads a failure.</summary>
internal sealed class ProductLog
{
    private const int MaxLines = 200;
    private readonly Queue<string> _lines = new();

    public void Follow(Process process)
    {
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public override string ToString()
    {
        lock (_lines)
        {
            return string.Join('\n', _lines);
        }
    }

    private void Add(string? line)
    {
        lock (_lines)
        {
            if (line is not null)
            {
                _lines.Enqueue(line);
            }

            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }
}
