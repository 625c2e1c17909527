using System.Runtime.CompilerServices;

namespace Sandboxes.Simulation;

/// <summary>An await that goes on at a virtual time.</summary>
internal sealed class Pause(SimKernel kernel, TimeSpan at) : IDue, ICriticalNotifyCompletion
{
    private Action? _continue;

    public bool IsCompleted => false;

    public Pause GetAwaiter() => this;

    public void GetResult() { }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation)
    {
        _continue = continuation;
        kernel.At(at, this);
    }

    public void Fire(int version) => _continue!();
}
