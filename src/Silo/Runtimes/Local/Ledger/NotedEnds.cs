using System.Text.Json;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.Silo.Runtimes.Local.Ledger;

/// <summary>Why the last sandboxes ended, in a file, for those who ask the next manager. A line for each; the oldest go when there are twice as many as are remembered.</summary>
internal sealed class NotedEnds
{
    /// <summary>The most ends that are remembered.</summary>
    public const int Most = 4_096;

    private const int MostDetail = 512;

    private readonly string _path;
    private readonly Lock _gate = new();
    private int _lines;

    public NotedEnds(string path)
    {
        _path = path;
        Compact();
    }

    public void Add(string sandbox, SandboxGone gone)
    {
        lock (_gate)
        {
            File.AppendAllText(_path, Line(sandbox, gone) + "\n");
            if (++_lines >= 2 * Most)
            {
                Compact();
            }
        }
    }

    /// <summary>The last ones, the oldest first. What cannot be read is left out.</summary>
    public IReadOnlyList<(string Sandbox, SandboxGone Gone)> ReadAll() =>
        File.Exists(_path) ? [.. File.ReadLines(_path).Select(Parse).OfType<(string, SandboxGone)>().TakeLast(Most)] : [];

    private void Compact()
    {
        var kept = ReadAll();
        var unfinished = _path + ".new";
        File.WriteAllLines(unfinished, kept.Select(end => Line(end.Sandbox, end.Gone)));
        File.Move(unfinished, _path, overwrite: true);
        _lines = kept.Count;
    }

    private static string Line(string sandbox, SandboxGone gone)
    {
        var detail = gone.Detail is { Length: > MostDetail } text ? text[..MostDetail] : gone.Detail;
        return JsonSerializer.Serialize(new End(sandbox, gone.Reason.ToString(), detail));
    }

    private static (string, SandboxGone)? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<End>(line) is { Sandbox: { } sandbox } end && Enum.TryParse<EndReason>(end.Reason, out var reason)
                ? (sandbox, new SandboxGone(reason, end.Detail))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record End(string Sandbox, string Reason, string? Detail);
}
