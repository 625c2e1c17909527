using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sandboxes.Chaos.Clients;

/// <summary>What the clients run, and what it prints. Each prints the token of the open that made its session, from the environment.</summary>
internal static partial class Code
{
    public const string BirthVariable = "BIRTH";
    public const int Lines = 6;
    private const string Nothing = "none";

    public static string SetVariable(string name, string token) => Cell($"import os\n{name} = '{token}'\nprint('birth=' + os.environ.get('{BirthVariable}', ''))");

    public static string GetVariable(string name) => Cell($"import os\nprint('birth=' + os.environ.get('{BirthVariable}', ''))\nprint('value=' + globals().get('{name}', '{Nothing}'))");

    public static string WriteFile(string path, string token) => Command($"printf %s {token} > {path}.new && mv {path}.new {path} && echo birth=${BirthVariable}");

    public static string ReadFile(string path) => Command($"echo birth=${BirthVariable}; echo value=$(cat {path} 2>/dev/null || echo {Nothing})");

    /// <summary>Prints its token for about two seconds, a line at a time.</summary>
    public static string Talk(string token) => Command($"echo birth=${BirthVariable}; for i in $(seq {Lines}); do echo {token}; sleep 0.4; done", background: true);

    public static string? Birth(string output) => BirthLine().Match(output) is { Success: true } match ? match.Groups[1].Value : null;

    public static string? Value(string output) => ValueLine().Match(output) is { Success: true } match && match.Groups[1].Value is var value && value != Nothing ? value : null;

    private static string Cell(string code) => JsonSerializer.Serialize(new { language = "python", code });

    private static string Command(string script, bool background = false) => JsonSerializer.Serialize(new { command = (string[])["/bin/sh", "-c", script], background });

    [GeneratedRegex("birth=(tok[0-9a-f]+)")]
    private static partial Regex BirthLine();

    [GeneratedRegex("value=(\\S+)")]
    private static partial Regex ValueLine();
}
