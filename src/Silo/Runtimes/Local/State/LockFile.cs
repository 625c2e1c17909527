using Microsoft.Win32.SafeHandles;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.State;

/// <summary>A lock between processes that ends with the process that holds it.</summary>
internal sealed class LockFile : IDisposable
{
    /// <summary>Tries to get the lock of one that is just ending, ten milliseconds apart: five seconds, because on a machine under load what was being started has to get its turn first.</summary>
    private const int MostTries = 500;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(10);

    private readonly SafeFileHandle _file;

    private LockFile(SafeFileHandle file) => _file = file;

    public static LockFile Wait(string path)
    {
        var file = Open(path);
        return Libc.Lock(file) ? new(file) : throw new SandboxFault($"lock {path}: {Libc.LastError()}");
    }

    /// <summary>Null: another process holds it.</summary>
    public static LockFile? Try(string path)
    {
        var file = Open(path);
        if (Libc.TryLock(file))
        {
            return new(file);
        }

        file.Dispose();
        return null;
    }

    /// <summary>As <see cref="Try"/>, with patience: what a process that was killed had just begun to start holds its locks for a moment longer.</summary>
    public static LockFile? TryFor(string path)
    {
        using var pause = new ManualResetEventSlim();
        var held = Try(path);
        for (var tries = 0; held is null && tries < MostTries; tries++)
        {
            pause.Wait(BetweenTries);
            held = Try(path);
        }

        return held;
    }

    public void Dispose() => _file.Dispose();

    // Not by .NET, which takes the same lock itself and fails where another holds it.
    private static SafeFileHandle Open(string path)
    {
        var file = Libc.OpenOrCreate(path);
        return file.IsInvalid ? throw new SandboxFault($"open {path}: {Libc.LastError()}") : file;
    }
}
