namespace Sandboxes.Silo.Runtimes.Local.Native;

/// <summary>The machine refused something that a sandbox needs: the message says what, and why. Becomes a SandboxRuntimeException at the seam.</summary>
internal sealed class SandboxFault(string message) : IOException(message);
