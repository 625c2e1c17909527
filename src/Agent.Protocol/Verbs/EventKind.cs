namespace Sandboxes.Agent.Protocol;

/// <summary>Events of an execution, in the order of the contract's own set.</summary>
public enum EventKind : byte { Started, Stdout, Stderr, Result, Warning, Ended }
