using System.IO.Pipes;

namespace Sandboxes.Silo.Runtimes.Local.Launch;

/// <summary>A descriptor that becomes readable once.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly AnonymousPipeServerStream _pipe = new(PipeDirection.Out);

    public int Descriptor => (int)_pipe.ClientSafePipeHandle.DangerousGetHandle();

    public void Raise() => _pipe.WriteByte(1);

    public void Dispose() => _pipe.Dispose();
}
