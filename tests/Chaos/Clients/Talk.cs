using System.Text;
using System.Text.Json;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Clients;

/// <summary>Reads the events of an execution that talks: all of its lines, each once and in order, or not.</summary>
internal static class Talk
{
    public static Call Read(Call call, string events)
    {
        var (output, verdict) = Join(events);
        var said = Tokens.In(output).FirstOrDefault(token => token != Code.Birth(output));
        var expected = $"birth={Code.Birth(output)}\n{string.Concat(Enumerable.Repeat($"{said}\n", Code.Lines))}";
        return call with
        {
            Verdict = verdict ?? "none",
            Birth = Code.Birth(output),
            Value = output == expected ? said : $"{output.Length} of {expected.Length} bytes",
        };
    }

    private static (string Output, string? Verdict) Join(string events)
    {
        var output = new StringBuilder();
        string? verdict = null;
        foreach (var line in events.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var document = JsonDocument.Parse(line);
            var (kind, data) = (document.RootElement.GetProperty("event").GetString(), document.RootElement.GetProperty("data"));
            output.Append(kind == "stdout" ? data.GetProperty("text").GetString() : "");
            verdict = kind == "ended" ? data.GetProperty("verdict").GetString() : verdict;
        }

        return (output.ToString(), verdict);
    }
}
