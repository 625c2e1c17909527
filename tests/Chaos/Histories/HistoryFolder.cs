using System.Text.Json;
using System.Text.Json.Serialization;

namespace Sandboxes.Chaos.Histories;

/// <summary>
/// A history on disk: <c>run.json</c>, <c>calls.ndjson</c>, <c>faults.ndjson</c>, <c>final.json</c> and a copy of the journals. The checker can judge it again, any time later.
/// </summary>
internal sealed class HistoryFolder(string path)
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
    };

    public string Path => path;
    public string Calls => In("calls.ndjson");
    public string Faults => In("faults.ndjson");
    public string Final => In("final.json");
    public string Journals => In("journals");
    public string Logs => In("logs");
    private string RunFile => In("run.json");

    public string In(string name) => System.IO.Path.Combine(path, name);

    public void Write(RunFacts run) => File.WriteAllText(RunFile, JsonSerializer.Serialize(run, Json));

    public void Write(FinalLook final) => File.WriteAllText(Final, JsonSerializer.Serialize(final, Json));

    public RunFacts ReadRun() => JsonSerializer.Deserialize<RunFacts>(File.ReadAllText(RunFile), Json) ?? throw new FormatException($"{RunFile} is empty.");

    public History Read()
    {
        var run = ReadRun();
        return new()
        {
            Calls = Lines<Call>(Calls),
            Faults = Lines<Fault>(Faults),
            Journals = JournalFile.ReadAll(Journals, run.BeganUnixMs),
            Final = File.Exists(Final) ? JsonSerializer.Deserialize<FinalLook>(File.ReadAllText(Final), Json) : null,
            CalmFrom = run.CalmFrom ?? double.MaxValue,
        };
    }

    /// <summary>A last line without a line feed is of a run that was cut off.</summary>
    private static List<T> Lines<T>(string file)
    {
        var text = File.Exists(file) ? File.ReadAllText(file) : "";
        return [.. text.Split('\n').SkipLast(1).Select(line => JsonSerializer.Deserialize<T>(line, Json)!)];
    }
}
