namespace Sandboxes.Agent.Protocol;

public enum LatchAnswer : byte
{
    Ok,
    AlreadyBound,
    NotBound,
    Gone,
}

/// <summary>Of one generation it only goes forward; a proved wipe begins the next one with <see cref="Idle"/>.</summary>
public enum LatchPhase : byte { Idle, Bound, Confirmed, Wiping, Gone }

/// <summary>Why a latch is gone.</summary>
public enum LatchEnd : byte { Retired, Released, Unconfirmed, Idle, Lifetime, Abandoned, Unproved }

public readonly record struct LatchStep(Latch State, LatchAnswer Answer);
