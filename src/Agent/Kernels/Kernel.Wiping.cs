namespace Sandboxes.Agent;

internal sealed partial class Kernel
{
    private bool _halted;

    /// <summary>Kills it for good: it is not started again before <see cref="Resume"/>. Cells are ended by whoever halts it.</summary>
    public void Halt()
    {
        (_halted, Next) = (true, TimeSpan.MaxValue);
        _waiting.Clear();
        Kill();
    }

    /// <summary>Starts it afresh, once its process has ended.</summary>
    public void Resume()
    {
        (_halted, _failures, Failure) = (false, 0, null);
        if (Root < 0)
        {
            Start();
        }
    }
}
