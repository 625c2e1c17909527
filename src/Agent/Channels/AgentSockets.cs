using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>Where an agent is spoken to.</summary>
/// <param name="Listeners">Descriptors that connections come in at.</param>
/// <param name="AreSealed">Others than the manager reach them.</param>
internal sealed record AgentSockets(int[] Listeners, bool AreSealed)
{
    /// <summary>The connection that said what the agent is; it goes on as a channel.</summary>
    public FirstConnection? First { get; init; }
}

/// <summary>A connection with what came and what is to be sent.</summary>
internal sealed record FirstConnection(int Descriptor, FrameReader Input, FrameWriter Output, ITransport Transport);
