namespace Sandboxes.Abstractions;

/// <summary>An active session as it is stored: what a reconcile compares with the sandboxes that are there.</summary>
[GenerateSerializer, Immutable]
public sealed record StoredLease(
    [property: Id(0)] SessionId Session,
    [property: Id(1)] LeaseId Lease,
    [property: Id(2)] SandboxId Sandbox,
    [property: Id(3)] DateTimeOffset ExpiresAt);
