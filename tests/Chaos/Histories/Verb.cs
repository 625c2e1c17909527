namespace Sandboxes.Chaos.Histories;

/// <summary>What a call asked for.</summary>
internal enum Verb
{
    Open,
    Get,
    Renew,
    Release,

    /// <summary>Sets a variable, or writes a file by code or by upload: <see cref="Call.Token"/> into <see cref="Call.Register"/>.</summary>
    Write,
    Read,

    /// <summary>Starts an execution in the background, which prints <see cref="Call.Token"/>.</summary>
    Start,

    /// <summary>Reads a started execution to its end.</summary>
    Attach,

    /// <summary>A look at what belongs to no session.</summary>
    Look,
}
