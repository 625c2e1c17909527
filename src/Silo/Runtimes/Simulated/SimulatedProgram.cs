using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sandboxes.Abstractions;

namespace Sandboxes.Silo.Runtimes.Simulated;

/// <summary>What a simulated execution writes and how it goes on. Knows echo, cat, sleep, true and false, and cells of print, raise, sleep and a last value.</summary>
internal sealed partial record SimulatedProgram
{
    public string Stdout { get; private init; } = "";
    public string Stderr { get; private init; } = "";
    public string? Result { get; private init; }
    public ExecutionError? Error { get; private init; }
    public int ExitCode { get; private init; }

    /// <summary>How long it runs; null: at once.</summary>
    public TimeSpan? Lasts { get; private init; }

    /// <summary>Copies its input to its output until that is closed.</summary>
    public bool Copies { get; private init; }

    public static Outcome<SimulatedProgram> Of(ExecutionRequest request, TemplateSpec template) => request.Command is { } command
        ? OfCommand(command)
        : template.Kernels.Contains(request.Language)
            ? OfCell(Encoding.UTF8.GetString(request.Code ?? []))
            : new Refusal(RefusalCode.UnknownLanguage, $"The template has no kernel for \"{request.Language}\".") { Field = "language", Allowed = [.. template.Kernels] };

    private static Outcome<SimulatedProgram> OfCommand(string[] command) => command[0] switch
    {
        "echo" => new SimulatedProgram { Stdout = string.Join(' ', command.Skip(1)) + "\n" },
        "cat" => new SimulatedProgram { Copies = true },
        "sleep" => new SimulatedProgram { Lasts = Seconds(command.ElementAtOrDefault(1)) },
        "true" => new SimulatedProgram(),
        "false" => new SimulatedProgram { ExitCode = 1 },
        _ => new Refusal(RefusalCode.CommandNotFound, $"\"{command[0]}\" was not found; the simulation knows echo, cat, sleep, true and false."),
    };

    private static SimulatedProgram OfCell(string code)
    {
        var program = new SimulatedProgram();
        foreach (var line in code.Split('\n', ';').Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            program = program.With(line);
        }

        return program;
    }

    private SimulatedProgram With(string line)
    {
        if (Error is not null)
        {
            return this;
        }

        if (Print().Match(line) is { Success: true } print)
        {
            return this with { Stdout = Stdout + print.Groups[1].Value + "\n", Result = null };
        }

        if (Sleep().Match(line) is { Success: true } sleep)
        {
            return this with { Lasts = Seconds(sleep.Groups[1].Value) };
        }

        return Raise().Match(line) is { Success: true } raise
            ? this with { Error = new(raise.Groups[1].Value, raise.Groups[2].Value, [line]) }
            : this with { Result = Value().IsMatch(line) ? line : null };
    }

    private static TimeSpan Seconds(string? text) =>
        TimeSpan.FromSeconds(double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0);

    [GeneratedRegex("""^(?:print|console\.log)\(["'](.*)["']\)$""")]
    private static partial Regex Print();

    [GeneratedRegex(@"^(?:import time\s*)?time\.sleep\(([0-9.]+)\)$")]
    private static partial Regex Sleep();

    [GeneratedRegex("""^raise (\w+)\(["']?(.*?)["']?\)$""")]
    private static partial Regex Raise();

    [GeneratedRegex("""^(?:[0-9.]+|'.*'|".*")$""")]
    private static partial Regex Value();
}
