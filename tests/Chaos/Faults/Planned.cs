using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Faults;

/// <summary>Which packets of a silo a cut loses.</summary>
internal enum CutWay { Out, In, Both }

/// <summary>From whom a silo is cut off.</summary>
internal enum CutFrom { Database, Silos, Both }

/// <summary>A fault that was drawn.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Target">To which process; empty where it is the database or a sandbox.</param>
/// <param name="Milliseconds">For how long, of what is undone.</param>
/// <param name="Way">Of a cut.</param>
/// <param name="From">Of a cut.</param>
/// <param name="Chance">Chooses among what is only known when it is done.</param>
internal sealed record Planned(FaultKind Kind, string Target, double Milliseconds, CutWay Way, CutFrom From, int Chance);

/// <summary>Who may be hit now, so that a majority of silos lives and a frontend answers.</summary>
internal sealed record Situation(IReadOnlyList<string> Silos, IReadOnlyList<string> Frontends, bool Database, bool Cuts, bool Sandboxes);
