namespace Sandboxes.Chaos.Histories;

/// <summary>What makes a run: the same seed draws the same faults. <see cref="CalmFrom"/> in milliseconds since it began, null until the last look.</summary>
internal sealed record RunFacts(int Seed, double Minutes, double BeganUnixMs, double? CalmFrom);
