using System.Globalization;

namespace Sandboxes.EndToEnd;

/// <summary>A program of the hostile corpus: what it does to the product, and what it says about itself in its header.</summary>
internal sealed class HostileProgram
{
    private static readonly string[] Known =
        ["tries", "contained-by", "as", "expect", "timeout-ms", "stdout-contains", "stdout-lacks", "stdout-base64", "then-get", "then-status", "then-run", "then-lacks", "during-get", "during-lacks"];

    private readonly Dictionary<string, string> _header;

    private HostileProgram(string name, string source)
    {
        Name = name;
        Source = source;
        _header = source.Split('\n').Select(HeaderLine).TakeWhile(line => line is not null).ToDictionary(line => line!.Value.Name, line => line!.Value.Value);
    }

    public string Name { get; }

    public string Source { get; }

    public string Tries => Required("tries");

    public string ContainedBy => Required("contained-by");

    /// <summary>A cell of a warm kernel, or a process of its own.</summary>
    public bool IsCell => Required("as") == "cell";

    public string Language => Path.GetExtension(Name) switch
    {
        ".py" => "python",
        ".js" => "javascript",
        ".sh" => "sh",
        var other => throw new InvalidDataException($"{Name}: no interpreter for {other}."),
    };

    /// <summary>The verdicts that mean it was contained.</summary>
    public string[] Expected => List("expect");

    public int TimeoutMs => int.Parse(Required("timeout-ms"), CultureInfo.InvariantCulture);

    public string? StdoutContains => Optional("stdout-contains");

    public string? StdoutLacks => Optional("stdout-lacks");

    /// <summary>Its output is not UTF-8.</summary>
    public bool IsBinary => Optional("stdout-base64") == "yes";

    /// <summary>Paths that are read through the file API when it has ended, / for the workspace.</summary>
    public string[] ThenGet => List("then-get");

    public string[] ThenStatus => List("then-status");

    /// <summary>Python that runs when it has ended, and what its output must not hold.</summary>
    public string? ThenRun => Optional("then-run");

    public string? ThenLacks => Optional("then-lacks");

    /// <summary>A path that is read again and again while it runs, and what must not come out.</summary>
    public string? DuringGet => Optional("during-get");

    public string? DuringLacks => Optional("during-lacks");

    public static IEnumerable<string> Names => Directory.EnumerateFiles(Checkout.HostilePrograms).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal);

    public static HostileProgram Read(string name)
    {
        var program = new HostileProgram(name, File.ReadAllText(Path.Combine(Checkout.HostilePrograms, name)));
        var unknown = program._header.Keys.Except(Known).ToList();
        return unknown.Count == 0 ? program : throw new InvalidDataException($"{name}: unknown header {string.Join(", ", unknown)}.");
    }

    private static (string Name, string Value)? HeaderLine(string line)
    {
        var text = line.StartsWith("# ", StringComparison.Ordinal) ? line[2..] : line.StartsWith("// ", StringComparison.Ordinal) ? line[3..] : null;
        var colon = text?.IndexOf(": ", StringComparison.Ordinal) ?? -1;
        return colon < 0 ? null : (text![..colon], text[(colon + 2)..].Trim());
    }

    private string Required(string field) => Optional(field) ?? throw new InvalidDataException($"{Name}: its header lacks {field}.");

    private string? Optional(string field) => _header.GetValueOrDefault(field);

    private string[] List(string field) => Optional(field)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
}
