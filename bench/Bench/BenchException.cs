namespace Sandboxes.Bench;

/// <summary>The benchmark cannot go on, for a reason that its reader can mend.</summary>
internal sealed class BenchException(string message) : Exception(message);
