namespace Sandboxes.Agent.Protocol;

/// <summary>The first byte after a frame's length. A request is answered by one <see cref="Reply"/> on its stream.</summary>
public enum MessageType : byte
{
    AgentHello = 1,
    ManagerHello = 2,
    AgentProof = 3,

    /// <summary>To an agent that waits for it, on a sealed stream: what it is (<see cref="AgentStart"/>). The agent's hello follows.</summary>
    Start = 4,

    Warm = 16,
    Bind = 17,
    Confirm = 18,
    Renew = 19,
    Retire = 20,
    End = 21,
    Status = 22,

    /// <summary>Ends the lease and begins to wipe (<see cref="WipeRequest"/>); answered once nothing of it runs any more.</summary>
    Wipe = 23,

    /// <summary>Answered with a <see cref="WipeReply"/> when the wipe of the lease is over.</summary>
    Proof = 24,

    Execute = 32,
    Read = 33,
    WriteStdin = 34,
    Signal = 35,
    Cancel = 36,

    Stat = 48,
    List = 49,
    OpenFile = 50,
    CreateFile = 51,
    ReadFile = 52,
    WriteFile = 53,
    CloseFile = 54,
    Delete = 55,

    Reply = 64,

    /// <summary>The caller of this stream is gone; a read that waits there is dropped without a reply.</summary>
    Forget = 65,

    /// <summary>A piece of a message that is longer than a frame; its last piece carries the message's own type.</summary>
    Part = 66,
}
