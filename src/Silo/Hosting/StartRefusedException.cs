namespace Sandboxes.Silo.Hosting;

/// <summary>The program cannot start, for a reason that its user can mend. The message is all that is shown.</summary>
public sealed class StartRefusedException : Exception
{
    public StartRefusedException(string message) : base(message) { }
    public StartRefusedException(string message, Exception inner) : base(message, inner) { }
}
