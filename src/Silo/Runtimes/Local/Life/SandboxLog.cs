using System.Text;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Life;

/// <summary>The standard error of bubblewrap and the agent, in memory. Code in the sandbox does not get it.</summary>
internal sealed class SandboxLog : IDisposable
{
    /// <summary>As much of its end as is read.</summary>
    private const int MostBytes = 2_048;

    public SafeFileHandle File { get; } = Libc.MemoryFile("sandbox-log");

    public string Tail()
    {
        var from = Math.Max(0, RandomAccess.GetLength(File) - MostBytes);
        Span<byte> bytes = stackalloc byte[MostBytes];
        return Encoding.UTF8.GetString(bytes[..RandomAccess.Read(File, bytes, from)]).Trim();
    }

    public void Dispose() => File.Dispose();
}
