using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

internal sealed partial class LatchKeeper
{
    public int Generation => _latch.Generation;

    /// <summary>No lease has held it yet.</summary>
    public bool IsUntouched => _latch is { Phase: LatchPhase.Idle, Generation: 1 };

    public bool IsWiping => _latch.Phase == LatchPhase.Wiping;

    public bool WasHeldBy(string lease) => _latch.WasHeldBy(lease);

    public LatchAnswer Wipe(string lease, TimeSpan within) => Take(_latch.Wipe(_loop.Now, lease, within, Busy));

    public void Wiped(bool proved)
    {
        (_warnedFor, _wasBusy) = (TimeSpan.Zero, false);
        Take(new(_latch.Wiped(_loop.Now, proved), LatchAnswer.Ok));
    }
}
