namespace Sandboxes.Frontend;

/// <summary>One way to be refused: a stable code, its HTTP status and its title.</summary>
internal sealed record ErrorKind(string Code, int Status, string Title)
{
    /// <summary>Every answer of this kind says after how many seconds to try again.</summary>
    public bool Retriable => Status is 429 or 503;
}
