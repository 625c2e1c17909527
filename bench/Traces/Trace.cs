namespace Sandboxes.Bench.Traces;

/// <summary>When callers come.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Starts">What clocks on walls show at its time zero.</param>
/// <param name="Length">How long it goes on; idle sandboxes cost until then.</param>
/// <param name="Arrivals">In their order.</param>
public sealed record Trace(string Name, DateTimeOffset Starts, TimeSpan Length, IReadOnlyList<TimeSpan> Arrivals);
