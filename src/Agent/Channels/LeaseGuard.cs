using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Lets only the lease that holds the sandbox act, and counts that as activity.</summary>
internal sealed class LeaseGuard(LatchKeeper latch)
{
    public bool Admits(Channel channel, uint stream, string lease)
    {
        if (latch.Use(lease))
        {
            return true;
        }

        channel.Refuse(stream, new(AgentRefusal.LeaseNotHeld, "This lease does not hold the sandbox."));
        return false;
    }
}
