using System.Text;
using Sandboxes.Abstractions;

namespace Sandboxes.Testing.Runtimes;

/// <summary>An execution read to its end.</summary>
public sealed record FinishedRun(string Stdout, string Stderr, ExecutionEnd End)
{
    public static FinishedRun Of(IReadOnlyList<ExecutionEvent> events) => new(
        TextOf(events, ExecutionEventKind.Stdout),
        TextOf(events, ExecutionEventKind.Stderr),
        events.Single(e => e.Kind is ExecutionEventKind.Ended).Ended!);

    private static string TextOf(IReadOnlyList<ExecutionEvent> events, ExecutionEventKind kind) =>
        string.Concat(events.Where(e => e.Kind == kind).Select(e => Encoding.UTF8.GetString(e.Data!)));
}
