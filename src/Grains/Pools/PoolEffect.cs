using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What the pool wants done. Whoever carries it out tells the pool what came of it.</summary>
public abstract record PoolEffect
{
    private PoolEffect() { }

    /// <summary>Start a sandbox; answered by <see cref="Pool.Started"/> or <see cref="Pool.StartFailed"/>.</summary>
    public sealed record Start(string Sandbox, TemplateSpec Template) : PoolEffect;

    /// <summary>A waiting caller has a sandbox: bind it; answered by <see cref="Pool.Bound"/>.</summary>
    public sealed record Assign(LeaseId Lease, LeaseDecision Decision) : PoolEffect;

    /// <summary>A waiting caller gets none.</summary>
    public sealed record Refuse(LeaseId Lease, Refusal Refusal) : PoolEffect;

    /// <summary>Ask a found one's agent how it is; answered by <see cref="Pool.Answered"/>.</summary>
    public sealed record Ask(string Sandbox) : PoolEffect;

    /// <summary>Ask the session whether it holds the lease; answered by <see cref="Pool.Claimed"/>.</summary>
    public sealed record Claim(string Sandbox, LeaseId Lease, SessionId Session) : PoolEffect;

    /// <summary>Retire through the latch and destroy; answered by <see cref="Pool.Gone"/> or <see cref="Pool.FoundBound"/>.</summary>
    public sealed record Retire(string Sandbox) : PoolEffect;

    /// <summary>End it if the lease holds it, retire it if nobody does; answered by <see cref="Pool.Gone"/> or <see cref="Pool.FoundBound"/>.</summary>
    public sealed record Discard(string Sandbox, LeaseId Lease) : PoolEffect;

    /// <summary>End a bound one and tell its session why; answered by <see cref="Pool.Gone"/>.</summary>
    public sealed record End(string Sandbox, LeaseId Lease, SessionId? Session, EndReason Reason) : PoolEffect
    {
        /// <summary>What the session is told beside the reason.</summary>
        public string? Detail { get; init; }
    }

    /// <summary>Wait for the proof of its wipe; answered by <see cref="Pool.Wiped"/>.</summary>
    public sealed record Wipe(string Sandbox, LeaseId Lease) : PoolEffect;

    /// <summary>Say a word to an idle one, so that its deadline moves on; answered by <see cref="Pool.Silent"/> if it does not reply.</summary>
    public sealed record Touch(string Sandbox) : PoolEffect;
}

public enum LeaseStep { Bind, Wait, Refuse }

/// <summary>What a caller is to do next: bind the sandbox, wait for an <see cref="PoolEffect.Assign"/>, or take no for an answer.</summary>
public readonly record struct LeaseDecision(LeaseStep Step, string? Sandbox, int Revision, ServedFrom From, Refusal? Refusal)
{
    internal static LeaseDecision Bind(PooledSandbox sandbox) =>
        new(LeaseStep.Bind, sandbox.Name, sandbox.Revision, sandbox.From, null);

    internal static LeaseDecision Wait { get; } = new(LeaseStep.Wait, null, 0, ServedFrom.Wait, null);

    public static implicit operator LeaseDecision(Refusal refusal) => new(LeaseStep.Refuse, null, 0, default, refusal);
}
