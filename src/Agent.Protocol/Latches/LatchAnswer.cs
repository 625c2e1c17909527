namespace Sandboxes.Agent.Protocol;

public enum LatchAnswer : byte
{
    Ok,
    AlreadyBound,
    NotBound,
    Gone,
}

public enum LatchPhase : byte { Idle, Bound, Confirmed, Gone }

/// <summary>Why a latch is gone.</summary>
public enum LatchEnd : byte { Retired, Released, Unconfirmed, Idle, Lifetime, Abandoned }

public readonly record struct LatchStep(Latch State, LatchAnswer Answer);
