namespace Sandboxes.Chaos;

/// <summary>The run cannot be made, or not go on; the message is all that is shown.</summary>
internal sealed class ChaosException : Exception
{
    public ChaosException(string message) : base(message) { }
    public ChaosException(string message, Exception inner) : base(message, inner) { }
}
