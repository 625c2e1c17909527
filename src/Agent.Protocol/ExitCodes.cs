namespace Sandboxes.Agent.Protocol;

/// <summary>Why an agent ended, as its exit code.</summary>
public static class ExitCodes
{
    /// <summary>It was retired while idle.</summary>
    public const int Retired = 40;

    /// <summary>Its lease was ended.</summary>
    public const int Released = 41;

    /// <summary>It was bound but not confirmed in time.</summary>
    public const int Unconfirmed = 42;

    /// <summary>A confirmed lease was silent for its idle timeout and the grace.</summary>
    public const int Idle = 43;

    /// <summary>A confirmed lease came to the end of its lifetime.</summary>
    public const int Lifetime = 44;

    /// <summary>Nobody spoke to it while it was idle.</summary>
    public const int Abandoned = 45;

    /// <summary>It was started wrongly: arguments, descriptors or start message.</summary>
    public const int BadStart = 46;

    /// <summary>A fault inside of the agent.</summary>
    public const int Fault = 47;

    /// <summary>Its one start was used up: the container was started again, over the files of its first life.</summary>
    public const int StartedBefore = 48;

    /// <summary>It was wiped, and that nothing was left could not be proved.</summary>
    public const int Unproved = 49;

    public static int Of(LatchEnd end) => end switch
    {
        LatchEnd.Retired => Retired,
        LatchEnd.Released => Released,
        LatchEnd.Unconfirmed => Unconfirmed,
        LatchEnd.Idle => Idle,
        LatchEnd.Lifetime => Lifetime,
        LatchEnd.Unproved => Unproved,
        _ => Abandoned,
    };
}
